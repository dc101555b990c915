import Foundation

/// What a disk holds, and what of it would still be there after the power has gone.
///
/// A file's bytes are durable as of its last fsync or fdatasync, a folder's names as of the folder's last. What came
/// later may have reached the disk or not, each write by itself; names of one folder reach it in their order, since
/// every file system that is left keeps a journal of them. SQLite's index of the log (-shm) is memory and not traced;
/// whoever comes after a crash makes it anew.
struct DiskModel {
    struct Unknown: Error { let call: DiskCall }

    /// What becomes of all that was not made durable.
    enum Loss: Hashable {
        /// Nothing is lost: the process alone was killed.
        case nothing
        /// All of it.
        case everything
        /// Bytes; names are kept. So it is where only names are journaled.
        case bytes
        /// Names; bytes are kept.
        case names
        /// Some of each, by chance, and the last write that is kept is torn.
        case some(seed: UInt64)
    }

    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)

        func apply(to content: inout [UInt8]) {
            switch self {
            case .write(let offset, let bytes):
                let end = offset + bytes.count
                if content.count < end { content += [UInt8](repeating: 0, count: end - content.count) }
                content.replaceSubrange(offset..<end, with: bytes)
            case .truncate(let length):
                if length < content.count {
                    content.removeLast(content.count - length)
                } else {
                    content += [UInt8](repeating: 0, count: length - content.count)
                }
            }
        }
    }

    private struct File {
        var durable: [UInt8] = []
        var pending: [Change] = []
    }

    private enum Entry {
        case file(Int)
        case folder(Int)
    }

    private enum Renaming {
        case add(String, Entry)
        case rename(String, to: String)
        case remove(String)

        func apply(to names: inout [String: Entry]) {
            switch self {
            case .add(let name, let entry): names[name] = entry
            case .rename(let name, let other): names[other] = names.removeValue(forKey: name)
            case .remove(let name): names[name] = nil
            }
        }
    }

    private struct Folder {
        var durable: [String: Entry] = [:]
        var pending: [Renaming] = []

        var present: [String: Entry] {
            pending.reduce(into: durable) { $1.apply(to: &$0) }
        }
    }

    private let home: String
    private var files: [Int: File] = [:]
    private var folders: [Int: Folder] = [0: Folder()]
    private var next = 1
    /// Which file an inode is now; one is used again when its file has gone.
    private var inodes: [UInt64: Int] = [:]

    /// A folder whose content is all durable.
    init(home: String) throws {
        self.home = home
        try load(home, into: 0)
    }

    private mutating func load(_ path: String, into folder: Int) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let whole = "\(path)/\(name)"
            let facts = try FileManager.default.attributesOfItem(atPath: whole)
            let id = next
            next += 1
            if facts[.type] as? FileAttributeType == .typeDirectory {
                folders[id] = Folder()
                folders[folder]?.durable[name] = .folder(id)
                try load(whole, into: id)
            } else {
                files[id] = File(durable: [UInt8](try Data(contentsOf: URL(fileURLWithPath: whole))))
                folders[folder]?.durable[name] = .file(id)
                if let number = facts[.systemFileNumber] as? NSNumber { inodes[number.uint64Value] = id }
            }
        }
    }

    /// What `call` did.
    mutating func apply(_ call: DiskCall) throws {
        guard !call.failed else { return }
        switch call.kind {
        case .said: break
        case .create: try create(call)
        case .write: try change(call, .write(offset: call.offset, bytes: call.bytes))
        case .truncate: try change(call, .truncate(call.offset))
        case .sync: try sync(call)
        case .folder:
            let id = next
            next += 1
            folders[id] = Folder()
            try rename(call) { .add($0, .folder(id)) }
        case .unlink: try rename(call) { .remove($0) }
        case .rename:
            let (from, to) = (try place(call.path, call), try place(call.other, call))
            guard from.folder == to.folder else { throw Unknown(call: call) }
            folders[from.folder]?.pending.append(.rename(from.name, to: to.name))
        }
    }

    private mutating func create(_ call: DiskCall) throws {
        let (folder, name) = try place(call.path, call)
        let isThere = folders[folder]?.present[name] != nil
        guard isThere == (call.offset == 1) else { throw Unknown(call: call) }
        guard !isThere else { return }
        files[next] = File()
        inodes[call.inode] = next
        folders[folder]?.pending.append(.add(name, .file(next)))
        next += 1
    }

    private mutating func change(_ call: DiskCall, _ change: Change) throws {
        guard let id = inodes[call.inode] else { throw Unknown(call: call) }
        files[id]?.pending.append(change)
    }

    private mutating func sync(_ call: DiskCall) throws {
        if let id = try? folder(call.path, call) {
            guard let folder = folders[id] else { throw Unknown(call: call) }
            folders[id] = Folder(durable: folder.present)
        } else {
            guard let id = inodes[call.inode], var file = files[id] else { throw Unknown(call: call) }
            for change in file.pending { change.apply(to: &file.durable) }
            file.pending = []
            files[id] = file
        }
    }

    private mutating func rename(_ call: DiskCall, _ renaming: (String) -> Renaming) throws {
        let (folder, name) = try place(call.path, call)
        folders[folder]?.pending.append(renaming(name))
    }

    private func place(_ path: String, _ call: DiskCall) throws -> (folder: Int, name: String) {
        guard let slash = path.lastIndex(of: "/") else { throw Unknown(call: call) }
        return (try folder(String(path[..<slash]), call), String(path[path.index(after: slash)...]))
    }

    private func folder(_ path: String, _ call: DiskCall) throws -> Int {
        guard path.hasPrefix(home) else { throw Unknown(call: call) }
        var id = 0
        for name in path.dropFirst(home.count).split(separator: "/") where name != "." {
            guard case .folder(let inner) = folders[id]?.present[String(name)] else { throw Unknown(call: call) }
            id = inner
        }
        return id
    }

    /// The files after `loss`, by their paths below the home; folders have nil.
    func contents(after loss: Loss) -> [String: [UInt8]?] {
        var chance = SeededNumbers(seed: 0)
        if case .some(let seed) = loss { chance = SeededNumbers(seed: seed) }
        var contents: [String: [UInt8]?] = [:]
        collect(0, "", loss, &chance, &contents)
        return contents
    }

    private func collect(
        _ id: Int, _ path: String, _ loss: Loss, _ chance: inout SeededNumbers, _ contents: inout [String: [UInt8]?]
    ) {
        guard let folder = folders[id] else { return }
        let kept =
            switch loss {
            case .nothing, .bytes: folder.pending.count
            case .everything, .names: 0
            case .some: Int.random(in: 0...folder.pending.count, using: &chance)
            }
        let names = folder.pending.prefix(kept).reduce(into: folder.durable) { $1.apply(to: &$0) }
        for (name, entry) in names.sorted(by: { $0.key < $1.key }) {
            switch entry {
            case .file(let file): contents.updateValue(content(file, loss, &chance), forKey: path + name)
            case .folder(let inner):
                contents.updateValue(nil, forKey: path + name)
                collect(inner, "\(path)\(name)/", loss, &chance, &contents)
            }
        }
    }

    private func content(_ id: Int, _ loss: Loss, _ chance: inout SeededNumbers) -> [UInt8] {
        guard let file = files[id] else { return [] }
        var kept: [Change] =
            switch loss {
            case .nothing, .names: file.pending
            case .everything, .bytes: []
            case .some: file.pending.filter { _ in Bool.random(using: &chance) }
            }
        if case .some = loss, case .write(let offset, let bytes) = kept.last {
            kept[kept.count - 1] = .write(
                offset: offset, bytes: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &chance))))
        }
        return kept.reduce(into: file.durable) { $1.apply(to: &$0) }
    }
}
