internal import FoundationEssentials
internal import VaultCrypto
internal import VaultStore

extension Doctor {
    /// What the header shows of slots and costs, and how the vault stands to its witness, as far as both can be believed
    /// without a key.
    func vault() -> [DoctorFinding] {
        guard files.fileExamination.exists else { return [] }
        let found: FoundVault
        do {
            found = try FoundVault(files, patience: min(surroundings.patience, .seconds(1)))
        } catch {
            return [.failure("vault", VaultFailure(any: error, tenant: "NAME"))]
        }
        defer { found.close() }
        let header = found.header
        return [.ok("vault", "\(header.vaultID.uuidString.lowercased()), key epoch \(header.epoch)")]
            + slots(header.slots) + witness(found)
    }

    private func slots(_ slots: [KeySlot]) -> [DoctorFinding] {
        let passphrases = slots.filter { $0.cost != nil }
        var findings: [DoctorFinding] = [
            .ok("slots", "\(slots.count) of 16 key slots are in use, \(passphrases.count) of them passphrases")
        ]
        for slot in passphrases {
            guard let cost = slot.cost else { continue }
            let found = "slot \(slot.id): \(cost.memoryMiB) MiB and \(cost.passes) passes"
            let usual = DerivationCost.usual
            guard cost.memoryMiB < usual.memoryMiB || cost.passes < usual.passes else {
                findings.append(.ok("derivationCost", found))
                continue
            }
            let weaker = "\(found), less than the usual \(usual.memoryMiB) MiB and \(usual.passes)"
            findings.append(
                slot.isCostChosen
                    ? .warning("derivationCost", "\(weaker), as was chosen", mend: "partner-vault passphrase")
                    : .finding("derivationCost", weaker, mend: "partner-vault passphrase"))
        }
        findings.append(
            slots.contains { $0.kind == .recoveryKey }
                ? .ok("recoveryKey", "there is one")
                : .warning(
                    "recoveryKey", "there is none: without \(Self.ways(slots)) the vault stays shut",
                    mend: "partner-vault slot add recovery-key"))
        return findings
    }

    private static func ways(_ slots: [KeySlot]) -> String {
        slots.count == 1 ? "its one key" : "one of its \(slots.count) keys"
    }

    private func witness(_ found: FoundVault) -> [DoctorFinding] {
        let examined = PathExamination(file: found.witnessPath)
        guard examined.exists else {
            return [
                .warning(
                    "witness", "there is none on this machine: an old copy put back would not be noticed",
                    mend: "any command that opens the vault begins one")
            ]
        }
        let paths = [
            Doctor.judge("witness", files.witnessFolderExamination, isFolder: true),
            Doctor.judge("witness", examined, isFolder: false),
        ].filter { $0.state != .ok }
        guard paths.isEmpty else { return paths }
        let accept = "if that was you: partner-vault list --accept-rollback"
        do {
            let vault = try found.claimedGeneration()
            guard let seen = try found.claimedWitnessGeneration() else {
                return [.finding("witness", "it is damaged", mend: accept)]
            }
            guard seen <= vault else {
                return [
                    .finding(
                        "witness", "the vault is older than it was last seen here (generation \(vault), seen \(seen))",
                        mend: accept)
                ]
            }
            return [.ok("witness", "the vault is at generation \(vault), last seen at \(seen)")]
        } catch {
            return [.failure("witness", VaultFailure(any: error, tenant: "NAME"))]
        }
    }
}
