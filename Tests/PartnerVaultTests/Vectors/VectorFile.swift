import Foundation
import ProgramHarness
import Testing

/// The published vectors: `Tests/Vectors/vectors.json`, read as a second implementation would.
struct VectorFile: Decodable {
    /// One fault, the files that have it, and what commands say to it.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let area, name, fault: String
        let runs: [Run]
        /// By the file to be made; null for one that is to be missing.
        let files: [String: File?]

        var testDescription: String { "\(name): \(fault)" }
    }

    struct Run: Decodable, Sendable {
        let arguments: [String]
        let status: Int32
        let code, says: String?
    }

    /// A file as what is to be changed in another.
    struct File: Decodable, Sendable {
        struct Patch: Decodable, Sendable {
            let at: Int
            let hex: String?
            let copy, count: Int?

            /// The bytes that go to `at`.
            func bytes(of source: Data) throws -> Data {
                if let copy, let count {
                    try #require(copy + count <= source.count)
                    return source[copy..<(copy + count)]
                }
                let digits = try #require(hex).utf8.map { Character(UnicodeScalar($0)).hexDigitValue ?? 0 }
                return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
            }
        }

        let from: String?
        let length: Int
        let patches: [Patch]

        func bytes() throws -> Data {
            let source = try from.map { try VectorFile.source($0) } ?? Data()
            var bytes = source.prefix(length) + Data(count: max(0, length - source.count))
            for patch in patches {
                let new = try patch.bytes(of: source)
                try #require(patch.at + new.count <= length)
                bytes.replaceSubrange(patch.at..<(patch.at + new.count), with: new)
            }
            return bytes
        }
    }

    let passphrase, vaultId: String
    let vectors: [Vector]

    static let published = Result {
        try JSONDecoder().decode(VectorFile.self, from: try source("vectors.json"))
    }

    static func source(_ name: String) throws -> Data {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: tests.deletingLastPathComponent().appending(path: "Vectors/\(name)"))
    }
}

extension Desk {
    /// A desk with a vector's vault on it, and its backup beside.
    convenience init(_ vector: VectorFile.Vector, of list: VectorFile) throws {
        try self.init(bare: list.passphrase)
        var usual = ["vault.db": "sound.db", "witness": "sound.witness"]
        if vector.area == "backup" { usual["backup"] = "sound.backup" }
        for name in Set(usual.keys).union(vector.files.keys) {
            let bytes: Data?
            if let file = vector.files[name] {
                bytes = try file?.bytes()
            } else {
                bytes = try usual[name].map { try VectorFile.source($0) }
            }
            guard let bytes else { continue }
            let path =
                switch name {
                case "witness": "\(witnessFolder)/\(list.vaultId).witness"
                case "backup": "\(home.path)/backup"
                default: "\(folder)/\(name)"
                }
            try put(bytes, at: path)
        }
    }

    private func put(_ bytes: Data, at path: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try bytes.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// All that there is of the vault: its file, its log, its witness. SQLite's index of the log holds nothing of its own.
    func remains() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for folder in [folder, witnessFolder] where FileManager.default.fileExists(atPath: folder) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                guard !name.hasSuffix("-shm"), !name.hasSuffix(".lock") else { continue }
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                // An empty log is none.
                if !(name.hasSuffix("-wal") && bytes.isEmpty) { files[name] = bytes }
            }
        }
        return files
    }
}
