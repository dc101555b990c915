import Foundation

@testable import VaultStore

/// A vault with one fault, made on purpose, and what the program is to say to it.
struct Vector: Sendable {
    let area: String
    let name: String
    let fault: String
    var runs: [VectorRun]
    let make: @Sendable (VectorBench) throws -> Void

    /// `verdict` is what `verify` says, `list` what `list` says where that is something else: it reads neither secrets
    /// nor the log.
    init(
        _ area: String,
        _ name: String,
        _ fault: String,
        _ verdict: Verdict,
        list: Verdict? = nil,
        arguments: [String] = [],
        _ make: @escaping @Sendable (VectorBench) throws -> Void
    ) {
        self.area = area
        self.name = "\(area)-\(name)"
        self.fault = fault
        runs = [
            VectorRun(["verify"] + arguments, verdict), VectorRun(["list"] + arguments, list ?? verdict),
        ]
        self.make = make
    }

    /// A backup with a fault, made of a published one, that is restored over the sound vault or over nothing.
    init(
        backup name: String,
        _ fault: String,
        _ verdict: Verdict,
        of base: String = "sound.backup",
        overNothing: Bool = false,
        _ change: @escaping @Sendable (inout [UInt8], VectorBench) throws -> Void
    ) {
        self.init("backup", name + (overNothing ? "-over-nothing" : ""), fault, verdict) { bench in
            try bench.backup(base) { try change(&$0, bench) }
            if overNothing { try bench.removeVault() }
        }
        runs = [VectorRun(["restore", "backup", "--yes"], verdict)]
    }

    /// The same with one more command tried.
    func also(_ arguments: [String], _ verdict: Verdict) -> Vector {
        var more = self
        more.runs.append(VectorRun(arguments, verdict))
        return more
    }
}

/// One command, and how it is to end.
struct VectorRun: Sendable, Encodable {
    let arguments: [String]
    let status: Int
    /// The `code` of the error in JSON; absent where the command succeeds.
    let code: String?
    /// Words of the error's message that tell which check refused.
    let says: String?

    init(_ arguments: [String], _ verdict: Verdict) {
        self.arguments = arguments
        (status, code, says) = (verdict.status, verdict.code, verdict.says)
    }
}

/// How a command ends.
struct Verdict: Sendable {
    let status: Int
    let code: String?
    let says: String?

    private init(_ status: Int, _ code: String? = nil, _ says: String? = nil) {
        (self.status, self.code, self.says) = (status, code, says)
    }

    static let sound = Verdict(0)
    static let keyFileNeeded = Verdict(2, "keyFileNeeded")
    static let wrongPassphrase = Verdict(3, "wrongPassphrase")
    static let notAVault = Verdict(4, "notAVault")
    static let notAHeader = Verdict(4, "notAVault", "the file's header is not a vault's")
    static let headerMAC = Verdict(4, "tampered", "the vault's header was changed")
    static let rolledBack = Verdict(5, "rolledBack")
    static let forked = Verdict(5, "forked")
    static let witnessMissing = Verdict(5, "witnessMissing")
    static let witnessDamaged = Verdict(5, "witnessDamaged")
    static let cost = Verdict(6, "costOutOfBounds")
    static let tooNew = Verdict(14, "vaultTooNew")

    static let notABackup = Verdict(4, "notAVault", "no backup or bundle")
    static let backupCut = Verdict(4, "tampered", "it ends too early")
    static let backupChanged = Verdict(4, "tampered", "it was changed, or parts of it belong elsewhere")
    static let backupHeader = Verdict(4, "tampered", "its header was changed")
    static let backupGoesOn = Verdict(4, "tampered", "something follows after its end")

    static func damaged(_ damage: StoreError.Damage) -> Verdict { Verdict(4, "tampered", damage.rawValue) }
}
