import Foundation
import ProgramHarness
import Testing
import VaultCore
import VaultCrypto
import VaultModel

@testable import partner_vault

/// The runner by itself, with limits that a test can wait for.
///
/// It waits without holding a thread, unlike whatever runs on threads of its own.
@Suite("Running a delivery command")
struct DeliveryRunnerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func deliver(_ command: String, _ secret: String = "S3c8Q~marker-of-a-secret", limit: Duration) async throws
    {
        var bytes = Array(secret.utf8)
        let note = DeliveryNote(
            rotation: UUID(), tenant: "contoso", directoryID: "d", clientID: "c", kind: .clientSecret, keyID: nil,
            previousKeyID: nil, notBefore: nil, expires: nil)
        let runner = DeliveryRunner(
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path], pause: { try await Task.sleep(for: $0) },
            limit: limit)
        try await runner.deliver(
            Delivery(command: command, note: note, secret: SharedSecret(try SecretBytes(moving: &bytes))))
    }

    private func message(
        _ command: String, _ secret: String = "S3c8Q~marker-of-a-secret", limit: Duration = .seconds(120)
    )
        async throws -> String
    {
        do {
            try await deliver(command, secret, limit: limit)
            return ""
        } catch let failure as VaultFailure {
            return failure.message
        }
    }

    private func content(_ name: String) -> String {
        (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
    }

    @Test("ends it at the limit with all that it started, even where it has read the secret")
    func limit() async throws {
        let command = "cat <&3 >/dev/null; sleep 1000 & echo $! >\"$HOME/child\"; wait"
        let message = try await message(command, limit: .seconds(1))
        #expect(message == "the delivery command took longer than 1s and was ended")
        let child = try #require(Int32(content("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        // A signal that was sent need not have been felt yet.
        let end = ContinuousClock.now + .seconds(20)
        while RotatingDesk.isAlive(child), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
        #expect(!RotatingDesk.isAlive(child))
    }

    @Test("gives a secret that no pipe holds, whole, also to a late reader")
    func large() async throws {
        let secret = String((0..<200_000).map { _ in "abcdefghij~._-XYZ".randomElement() ?? "a" })
        try await deliver("sleep 0.2; cat <&3 >\"$HOME/got\"", secret, limit: .seconds(120))
        #expect(content("got") == secret)
        #expect(try await message("head -c 100000 <&3 >/dev/null", secret).contains("without reading the secret"))
    }

    @Test("is not kept waiting, nor filled, by a command that says much; the last words are told")
    func talkative() async throws {
        let command = "cat <&3 >/dev/null; yes 'much to say' | head -n 300000 >&2; echo and that was all >&2; exit 1"
        let told = try await message(command)
        #expect(told.hasPrefix("the delivery command ended with status 1, saying: "))
        #expect(told.hasSuffix("much to say; and that was all"))
        #expect(told.count < 600 && told.count > 400)
        let line = try await message("cat <&3 >/dev/null; head -c 3000 /dev/zero | tr '\\0' x >&2; exit 1")
        #expect(line.hasSuffix("saying: …" + String(repeating: "x", count: 499)))
        // What it says where all went well is nobody's business.
        #expect(try await message("cat <&3 >/dev/null; echo fine >&2").isEmpty)
    }

    @Test("goes on where the note is not read, or something of it is left running")
    func careless() async throws {
        #expect(try await message("cat <&3 >/dev/null; exec <&-").isEmpty)

        #expect(try await message("cat <&3 >/dev/null; (sleep 5; true) 3<&- &").isEmpty)
    }

    @Test("that is cancelled ends it")
    func cancelled() async throws {
        let task = Task {
            try await deliver("echo $$ >\"$HOME/self\"; exec sleep 1000", limit: .seconds(60))
        }
        while content("self").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let process = try #require(Int32(content("self").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(process)"))
    }
}
