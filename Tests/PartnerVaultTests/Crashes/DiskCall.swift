import Foundation

/// One call that changes files, as the preloaded library traced it.
struct DiskCall: Sendable {
    enum Kind: UInt64, Sendable {
        case create = 1
        case write, sync, truncate, rename, unlink, folder
        /// Something went to standard output: what it says is confirmed.
        case said
    }

    let kind: Kind
    /// Counted from 1; what goes to standard output is not counted.
    let number: Int
    let failed: Bool
    let inode: UInt64
    /// Where a write begins, the length after a truncation, or 1 where a file to be created was there already.
    let offset: Int
    let path: String
    /// Where a rename leads to.
    let other: String
    let bytes: [UInt8]

    /// What the file is for, the same in each run.
    var role: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // IDs of vaults, processes and unfinished backups differ from run to run.
        return name.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
            .replacing(/\.[0-9a-f]{24}\.new/, with: ".new").replacing(/\.\d+/, with: "")
    }

    /// Calls of one site are alike to whoever looks for the place of a fault.
    var site: String { "\(kind) \(role)" }
}

/// The calls of one run of the program, in their order.
struct DiskTrace: Sendable {
    struct Unreadable: Error {}

    let calls: [DiskCall]

    init(file: String) throws {
        let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        var calls: [DiskCall] = []
        var rest = data[...]
        func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count >= 0, rest.count >= count else { throw Unreadable() }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func number() throws -> UInt64 {
            try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        func text(_ count: UInt64) throws -> String {
            String(decoding: try take(Int(clamping: count)), as: UTF8.self)
        }
        while !rest.isEmpty {
            guard let kind = DiskCall.Kind(rawValue: try number()) else { throw Unreadable() }
            let (place, failed, inode) = (try number(), try number() != 0, try number())
            let offset = Int(Int64(bitPattern: try number()))
            let (pathLength, otherLength, length) = (try number(), try number(), try number())
            calls.append(
                DiskCall(
                    kind: kind, number: Int(place), failed: failed, inode: inode, offset: offset,
                    path: try text(pathLength), other: try text(otherLength),
                    bytes: Array(try take(Int(clamping: length)))))
        }
        self.calls = calls
    }

    /// How many calls there were.
    var count: Int { calls.map(\.number).max() ?? 0 }

    /// The first call of each row of calls at one site.
    var beginnings: [DiskCall] {
        var last = ""
        return calls.filter { $0.number > 0 }.filter { call in
            defer { last = call.site }
            return call.site != last
        }
    }
}
