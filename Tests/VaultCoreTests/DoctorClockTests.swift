import EntraDouble
import Foundation
import Synchronization
import Testing
import VaultCore
import VaultModel

@Suite("Doctor, with a key and with a network")
struct DoctorClockTests {
    @Test(
        "The clock is compared with the authority's",
        arguments: [
            (0.0, DoctorFinding.State.ok, "as http"), (-60, .warning, " s behind"), (60, .warning, " s ahead of"),
            (-3600, .finding, " min behind"), (86400, .finding, " min ahead of"),
        ])
    func clock(lead: Double, state: DoctorFinding.State, words: String) async throws {
        try await Bench.run { bench in
            bench.folder.world.clock.withLock { $0 += lead }
            let doctor = Doctor(file: bench.folder.file, surroundings: bench.folder.surroundings)
            let found = await doctor.clock([try Origin(bench.double.baseURL)], caFile: nil)
            #expect(found.map(\.state) == [state] && found.first?.found.contains(words) == true, "\(found)")
            #expect((found.first?.mend == nil) == (state == .ok))
        }
    }

    @Test("An authority that cannot be reached is no finding")
    func unreachable() async throws {
        let folder = try VaultFolder()
        let doctor = Doctor(file: folder.file, surroundings: folder.surroundings)
        let found = await doctor.clock([try Origin("http://127.0.0.1:9")], caFile: nil)
        #expect(found.map(\.state) == [.warning] && found.first?.mend?.contains("--offline") == true)
    }

    @Test("With a key it knows the authorities, and that there is no backup")
    func opened() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            let opened = try await bench.vault.doctor()
            #expect(opened.authorities.map(\.description) == [bench.double.baseURL])
            #expect(opened.findings.map(\.check) == ["unlocking", "rotations", "backup", "audit"])
            #expect(opened.findings.map(\.state) == [.ok, .ok, .warning, .ok])
            #expect(opened.findings[2].mend == "partner-vault backup FILE")
            // A row of a clock that was wrong.
            bench.folder.world.clock.withLock { $0 += 400 * 86400 }
            _ = try await bench.secret(of: "contoso")
            bench.folder.world.clock.withLock { $0 -= 400 * 86400 }
            let audit = try await bench.vault.doctor().findings.last
            #expect(audit?.state == .warning && audit?.found.hasPrefix("1 of 3 rows are dated in the future") == true)
        }
    }
}
