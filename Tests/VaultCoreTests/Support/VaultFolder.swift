import EntraClient
import Foundation
import Synchronization
import VaultCore
import VaultCrypto

/// Where one test's vault and witness lie; removed with all that is in it when it goes.
final class VaultFolder: Sendable {
    let path: String
    let world = World()

    var file: String { path + "/vault/vault.db" }
    var witnesses: String { path + "/state/partner-vault" }

    init() throws {
        path = NSTemporaryDirectory() + "pv-core-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var surroundings: Surroundings { world.surroundings(state: path + "/state") }

    func create(
        _ passphrase: String = Sample.passphrase, keyFile: String? = nil, memoryMiB: Int? = 64, passes: Int? = 2
    ) async throws -> DirectVault {
        let new = NewVault(
            passphrase: Passphrase(try makeSecret(passphrase), keyFile: try keyFile.map(makeSecret)),
            cost: try PassphraseCost.of(memoryMiB: memoryMiB, passes: passes))
        return try await DirectVault.create(at: file, new, surroundings: surroundings)
    }

    func find(_ options: OpenOptions = OpenOptions()) throws -> LockedVault {
        try DirectVault.find(at: file, caFile: nil, options: options, surroundings: surroundings)
    }

    func open(
        _ passphrase: String = Sample.passphrase, keyFile: String? = nil, _ options: OpenOptions = OpenOptions()
    ) async throws -> DirectVault {
        try await find(options).unlock(
            with: .passphrase(Passphrase(try makeSecret(passphrase), keyFile: try keyFile.map(makeSecret))))
    }

    /// Opens the vault for as long as `body` takes.
    func withVault<Result>(
        _ options: OpenOptions = OpenOptions(), _ body: (DirectVault) async throws -> Result
    ) async throws -> Result {
        let vault = try await open(Sample.passphrase, options)
        do {
            let result = try await body(vault)
            await vault.close()
            return result
        } catch {
            await vault.close()
            throw error
        }
    }

    /// Changes one byte of the closed file, `offset` bytes after the only place where `text` stands.
    func patch(after text: String, at offset: Int, _ change: (UInt8) -> UInt8) throws {
        let url = URL(fileURLWithPath: file)
        var bytes = try Data(contentsOf: url)
        guard let place = bytes.range(of: Data(text.utf8))?.lowerBound else { throw CocoaError(.fileReadCorruptFile) }
        bytes[place + offset] = change(bytes[place + offset])
        // In the same inode, as whoever can write to the file would.
        let handle = try FileHandle(forUpdating: url)
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    /// Puts a copy in the place of the open file, after which nothing can be written.
    func replaceFile() throws {
        try FileManager.default.moveItem(atPath: file, toPath: file + ".moved")
        try FileManager.default.copyItem(atPath: file + ".moved", toPath: file)
    }
}

/// The clock, the waiting and the messages of one test.
final class World: Sendable {
    let clock = Mutex(Sample.today)
    let pauses = Mutex<[Duration]>([])
    let notes = Mutex<[String]>([])
    /// Runs in place of a wait, which is a moment between two requests.
    let duringPause = Mutex<(@Sendable () async throws -> Void)?>(nil)

    /// What follows when a wait takes as long as it says; nil where the clock stands still.
    let passing = Mutex<(@Sendable (Duration) async -> Void)?>(nil)
    /// Marks of processes, and of those that have ended.
    private let marks = Mutex<(all: Set<String>, ended: Set<String>)>(([], []))
    /// What lies between the program and the network.
    let wire = Mutex<(@Sendable (any HTTPTransport) -> any HTTPTransport)?>(nil)

    var now: Date { clock.withLock { $0 } }
    /// How long was waited, each time.
    var taken: [Duration] { pauses.withLock { $0 } }
    /// What was said beside failures.
    var said: [String] { notes.withLock { $0 } }

    /// Every process that has named itself has ended.
    func endProcesses() {
        marks.withLock { $0.ended = $0.all }
    }

    func surroundings(state: String) -> Surroundings {
        Surroundings(
            now: { [self] in now },
            pause: { [self] duration in
                pauses.withLock { $0.append(duration) }
                try await duringPause.withLock(\.self)?()
                guard let pass = passing.withLock(\.self) else { return }
                clock.withLock {
                    $0 += Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
                }
                await pass(duration)
            },
            environment: ["XDG_STATE_HOME": state],
            actor: Surroundings.Actor(user: "ada", pid: 42, program: "tests"),
            notify: { [self] note in notes.withLock { $0.append(note) } },
            patience: .seconds(300), replyTimeout: .seconds(300),
            processes: ProcessMarks(
                mark: { [self] use in
                    marks.withLock { _ = $0.all.insert(use) }
                    return use
                }, hasEnded: { [self] mark in marks.withLock { $0.ended.contains(mark) } }),
            transport: { [self] in wire.withLock(\.self)?($0) ?? $0 })
    }
}
