#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import Foundation
import ProgramHarness
import TestThreads
import Testing
import VaultCore

@testable import partner_vault

@Suite("A file that is written anew", .onOwnThreads)
struct OutputFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }
    private func content(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

    @Test("is its owner's alone where it is new, whatever the umask would give")
    func new() throws {
        try OutputFile.write("text\n", to: path("f"))
        #expect(try content("f") == "text\n")
        #expect(try folder.mode(of: "f") == 0o600)
        try OutputFile.write("unit\n", to: path("u"), mode: 0o644)
        #expect(try folder.mode(of: "u") == 0o644)
        #expect(try Set(names()) == ["f", "u"])
    }

    @Test("keeps its permissions", arguments: [0o600, 0o640, 0o644, 0o664, 0o400])
    func keepsMode(mode: Int) throws {
        _ = try folder.write("f", "a much longer text than what comes", mode: mode)
        try OutputFile.write("text\n", to: path("f"))
        #expect(try content("f") == "text\n")
        #expect(try folder.mode(of: "f") == mode)
        #expect(try names() == ["f"])
    }

    @Test("keeps its owner and group: rights of one group are not another's", .enabled(if: geteuid() == 0))
    func keepsGroup() throws {
        _ = try folder.write("f", "old", mode: 0o640)
        try FileManager.default.setAttributes(
            [.ownerAccountID: 12_345, .groupOwnerAccountID: 23_456], ofItemAtPath: path("f"))
        try OutputFile.write("new", to: path("f"))
        let attributes = try FileManager.default.attributesOfItem(atPath: path("f"))
        #expect((attributes[.ownerAccountID] as? NSNumber)?.intValue == 12_345)
        #expect((attributes[.groupOwnerAccountID] as? NSNumber)?.intValue == 23_456)
        #expect(try folder.mode(of: "f") == 0o640)
    }

    @Test("is replaced, not written over: who reads the old one reads all of it")
    func replaced() throws {
        let file = try folder.write("f", "old text")
        let reader = try #require(FileHandle(forReadingAtPath: file))
        try FileManager.default.linkItem(atPath: file, toPath: path("other name"))
        try OutputFile.write("new", to: file)
        #expect(try reader.readToEnd() == Data("old text".utf8))
        #expect(try content("other name") == "old text")
        #expect(try content("f") == "new")
    }

    @Test(
        "is refused where it is a link or no file, and nothing is left behind",
        arguments: ["link", "dangling", "pipe", "folder"]
    )
    func refused(kind: String) throws {
        let target = try folder.write("target", "untouched")
        switch kind {
        case "link": try folder.link("f", to: target)
        case "dangling": try folder.link("f", to: path("nowhere"))
        case "pipe": #expect(unsafe mkfifo(path("f"), 0o600) == 0)
        default: try FileManager.default.createDirectory(atPath: path("f"), withIntermediateDirectories: false)
        }
        let before = try Set(names())
        for act in [{ try OutputFile.write("new", to: path("f")) }, { try OutputFile.check(path("f")) }] {
            let failure = #expect(throws: VaultFailure.self) { try act() }
            #expect(failure?.code == .unsafeFiles)
        }
        #expect(try Set(names()) == before)
        #expect(try content("target") == "untouched")
    }

    @Test("is not there where its folder is not")
    func noFolder() throws {
        let failure = #expect(throws: VaultFailure.self) { try OutputFile.write("new", to: path("none/f")) }
        #expect(failure?.code == .failure)
        #expect(failure?.message.contains("none/f cannot be written") == true)
    }

    @Test("is whole and old when the disk is full", .enabled(if: SmallDisk.isPossible))
    func full() throws {
        let disk = try SmallDisk(megabytes: 1)
        let file = "\(disk.path)/f"
        let old = String(repeating: "old ", count: 10_000)
        try OutputFile.write(old, to: file)
        try disk.fill(leaving: 8_192)
        let failure = #expect(throws: VaultFailure.self) {
            try OutputFile.write(String(repeating: "new ", count: 20_000), to: file)
        }
        #expect(failure?.code == .diskFull)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == old)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: disk.path)) == ["f", "filler"])
    }

    @Test(
        "says whether it says the same already",
        arguments: [("text", true), ("tex", false), ("text2", false), ("", false)]
    )
    func holds(there: String, isSame: Bool) throws {
        #expect(try OutputFile.holds("text", at: path("f")) == nil)
        _ = try folder.write("f", there)
        #expect(try OutputFile.holds("text", at: path("f")) == isSame)
    }
}
