import Foundation
import ProgramHarness
import Testing

/// Searches the whole memory of a running program, by `memory-probe`, which is its parent and stops it meanwhile.
final class MemoryProbe {
    /// Something that was found.
    struct Finding: Hashable, CustomStringConvertible {
        let stage: String
        /// In memory that is locked, as secrets in use are.
        let isLocked: Bool
        let what: String
        let mapping: String

        var description: String { "\(what) at stage \(stage) in \(isLocked ? "locked" : "open") memory, \(mapping)" }
    }

    enum Fault: Error { case notOfThisForm(String) }

    /// Whether one process may trace another here.
    static let works: Bool = {
        guard let home = try? TemporaryFolder(), let control = try? Program(system: "/bin/echo", home: home),
            let probe = try? MemoryProbe(["canary": Marker("here is a canary")], home: home),
            let finished = try? probe.watching(control).run(["here is a canary"])
        else { return false }
        return finished.status == 0
    }()

    private let needles: String
    private let report: String
    private let path: String

    /// How long a piece is that counts as found: what is left of a buffer that was given back to the system's
    /// allocator lacks its first bytes.
    private static let piece = 12

    init(_ markers: [String: Marker], home: TemporaryFolder) throws {
        path = try Program("memory-probe", home: home).path
        let lines = markers.flatMap { name, marker in
            marker.forms.flatMap { form, bytes in
                Self.pieces(of: bytes).map { "\(name) in \(form) \($0.map { String(format: "%02x", $0) }.joined())\n" }
            }
        }
        let name = UUID().uuidString
        needles = try home.write("needles-\(name)", lines.joined())
        report = "\(home.path)/report-\(name)"
    }

    /// The same program with the probe as its parent.
    func watching(_ program: Program) -> Program {
        var program = program
        program.launcher = [path, needles, report] + program.launcher
        return program
    }

    /// How many searches there were.
    var searches: Int { ((try? lines()) ?? []).count { $0.first == "searched" } }

    /// What was found at `stage`: `exit`, or the number of the request.
    func findings(at stage: String) throws -> Set<Finding> {
        let lines = try lines().filter { $0.count > 2 && $0[1] == stage }
        let size = lines.first { $0[0] == "searched" }.flatMap { Int($0[2]) } ?? 0
        try #require(size > 1_000_000, "only \(size) bytes were searched at stage \(stage)")
        return Set(
            try lines.filter { $0[0] == "found" }.map { words in
                guard words.count == 5 else { throw Fault.notOfThisForm(words.joined(separator: " ")) }
                return Finding(stage: stage, isLocked: words[2] == "locked", what: words[3], mapping: words[4])
            }
        )
    }

    private func lines() throws -> [[String]] {
        let text = String(decoding: FileManager.default.contents(atPath: report) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    }

    private static func pieces(of bytes: Data) -> [Data] {
        guard bytes.count > piece else { return [bytes] }
        let starts = Set(stride(from: 0, through: bytes.count - piece, by: piece)).union([bytes.count - piece])
        return starts.map { bytes.dropFirst($0).prefix(piece) }
    }
}

extension TerminalSession {
    /// Has the memory searched as it is now; gives the stage's name.
    func searchMemory(_ probe: MemoryProbe) throws -> String {
        let before = probe.searches
        signal(SIGUSR1)
        try #require(try wait { probe.searches > before })
        return String(before + 1)
    }
}
