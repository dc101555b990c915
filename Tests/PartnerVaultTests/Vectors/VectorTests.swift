import Foundation
import ProgramHarness
import TestThreads
import Testing

/// The program against the published vectors; Tests/Vectors/README.md says how to use them elsewhere.
@Suite("A vault with one fault", .onOwnThreads)
struct VectorTests {
    static let vectors = (try? VectorFile.published.get())?.vectors ?? []

    private static let add = [
        "add", "new", "--directory-id", Desk.guid(1, 99), "--client-id", Desk.guid(2, 99), "--secret-fd", "0",
        "--no-verify",
    ]

    @Test("is there for everything that can be wrong")
    func coverage() throws {
        let list = try VectorFile.published.get()
        #expect(list.vectors.count >= 200)
        #expect(
            Set(list.vectors.map(\.area)) == [
                "file", "header", "slot", "aad", "manifest", "history", "record", "secret", "index", "padding",
                "plaintext", "reference", "settings", "audit", "schema", "log", "witness", "backup",
            ]
        )
        #expect(Set(list.vectors.map(\.name)).count == list.vectors.count)
        #expect(Set(list.vectors.flatMap(\.runs).map(\.status)) == [0, 2, 3, 4, 5, 6, 14])
    }

    @Test("is refused by name, and its files stay as they are", arguments: vectors.filter { $0.area != "backup" })
    func isRefused(_ vector: VectorFile.Vector) throws {
        let desk = try Desk(vector, of: try VectorFile.published.get())
        let before = try desk.remains()
        for run in vector.runs {
            try expect(run, of: desk)
            if run.status != 0 { #expect(try desk.remains() == before, "\(run.arguments)") }
        }
        // Where only some see the fault, a change must not make the rest look sound.
        guard let whole = vector.runs.first, whole.status != 0, vector.runs.contains(where: { $0.status == 0 }) else {
            return
        }
        let sound = try desk.remains()
        let added = try desk.run(Self.add, input: "N3w8Q~secret")
        if added.status != 0 {
            expectFailure(added, whole.status)
            #expect(try desk.remains() == sound)
        }
        try expect(whole, of: desk)
    }

    @Test(
        "in a backup is refused by name, and what it was to replace stays",
        arguments: vectors.filter { $0.area == "backup" })
    func isNotRestored(_ vector: VectorFile.Vector) throws {
        let desk = try Desk(vector, of: try VectorFile.published.get())
        let before = try desk.remains()
        for run in vector.runs {
            try expect(run, of: desk)
            let left = (try? FileManager.default.contentsOfDirectory(atPath: desk.folder)) ?? []
            #expect(!left.contains { $0.contains(".new") }, "\(left)")
            if run.status == 0 {
                try desk.good(["verify"])
            } else {
                #expect(try desk.remains() == before)
            }
        }
    }

    private func expect(_ expected: VectorFile.Run, of desk: Desk) throws {
        let arguments = expected.arguments.map { $0 == "backup" ? "\(desk.home.path)/backup" : $0 }
        let run = try desk.run(arguments + (expected.arguments.first == "reveal" ? [] : ["-o", "json"]))
        let place: Comment = "\(expected.arguments): \(run.errors)"
        #expect(run.status == expected.status, place)
        guard expected.status != 0 else { return #expect(!run.output.isEmpty, place) }
        // A verification says what it found before it refuses.
        #expect(run.output.isEmpty || expected.arguments.first == "verify", place)
        if expected.arguments.first != "reveal" { #expect(try desk.code(run) == expected.code, place) }
        if let words = expected.says { #expect(run.errors.contains(words), place) }
    }
}
