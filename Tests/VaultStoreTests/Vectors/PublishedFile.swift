/// A file as what is to be changed in another.
struct PublishedFile: Encodable {
    /// New bytes, or bytes of the other file from another place.
    struct Patch: Encodable {
        let at: Int
        var hex: String?
        var copy: Int?
        var count: Int?
    }

    /// A file beside `vectors.json`; nothing where absent.
    let from: String?
    let length: Int
    let patches: [Patch]

    var size: Int { patches.reduce(0) { $0 + 32 + ($1.hex?.utf8.count ?? 0) } }

    init(_ bytes: [UInt8], from name: String?, _ source: [UInt8]) {
        from = name
        length = bytes.count
        let pieces = Pieces(of: source)
        var patches: [Patch] = []
        var fresh: [UInt8] = []
        func flush(before end: Int) {
            if !fresh.isEmpty { patches.append(Patch(at: end - fresh.count, hex: Self.hex(fresh))) }
            fresh = []
        }
        var index = 0
        while index < bytes.count {
            // A few equal bytes in between are cheaper than a patch of their own.
            if Self.isSame(bytes, index, source, index, count: fresh.isEmpty ? 1 : 16) {
                flush(before: index)
                index += 1
            } else if let found = pieces.longest(in: bytes, at: index) {
                flush(before: index)
                patches.append(Patch(at: index, copy: found.start, count: found.count))
                index += found.count
            } else {
                fresh.append(bytes[index])
                index += 1
            }
        }
        flush(before: index)
        self.patches = patches
    }

    private static func isSame(_ one: [UInt8], _ start: Int, _ other: [UInt8], _ place: Int, count: Int) -> Bool {
        let count = min(count, one.count - start)
        return place + count <= other.count && (0..<count).allSatisfy { one[start + $0] == other[place + $0] }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Where pieces of a file are found again that SQLite moved to another page.
private struct Pieces {
    private static let width = 32
    private let source: [UInt8]
    private let starts: [ArraySlice<UInt8>: Int]

    init(of source: [UInt8]) {
        self.source = source
        var starts: [ArraySlice<UInt8>: Int] = [:]
        for start in stride(from: 0, through: source.count - Self.width, by: Self.width) {
            starts[source[start..<(start + Self.width)]] = starts[source[start..<(start + Self.width)]] ?? start
        }
        self.starts = starts
    }

    func longest(in bytes: [UInt8], at index: Int) -> (start: Int, count: Int)? {
        guard index + Self.width <= bytes.count, let start = starts[bytes[index..<(index + Self.width)]] else {
            return nil
        }
        var count = Self.width
        while index + count < bytes.count, start + count < source.count, bytes[index + count] == source[start + count] {
            count += 1
        }
        return (start, count)
    }
}
