internal import FoundationEssentials
internal import VaultStore

extension Doctor {
    /// What the machine does to the memory of programs, and the place for an agent.
    func system() -> [DoctorFinding] { [ptrace(), swap(), runtimeFolder(), .ok("agent", "no agent")] }

    private func ptrace() -> DoctorFinding {
        guard let scope = Self.text("/proc/sys/kernel/yama/ptrace_scope")?.first?.wholeNumberValue else {
            return .ok("ptraceScope", "this system has no Yama; the program protects itself")
        }
        guard scope == 0 else { return .ok("ptraceScope", "programs of yours cannot trace each other (\(scope))") }
        return .warning(
            "ptraceScope", "programs of yours can trace each other; this one protects itself once it runs",
            mend: "sudo sysctl kernel.yama.ptrace_scope=1")
    }

    /// Secrets are locked and never swapped; names and tokens on their way out may be.
    private func swap() -> DoctorFinding {
        let devices = Self.text("/proc/swaps")?.split(separator: "\n").dropFirst() ?? []
        let open = devices.compactMap { $0.split(whereSeparator: \.isWhitespace).first.map { String($0) } }
            .filter { !Self.isEncrypted($0) }
        guard let first = open.first else {
            return .ok("swap", devices.isEmpty ? "none is in use" : "encrypted, or in memory")
        }
        return .warning(
            "swap", "\(first) seems not to be encrypted; secrets are never swapped, names and tokens may be",
            mend: "encrypt it, or use zram")
    }

    private static func isEncrypted(_ device: String) -> Bool {
        let name = device.split(separator: "/").last.map { String($0) } ?? device
        if name.hasPrefix("zram") { return true }
        return text("/sys/block/\(name)/dm/uuid")?.hasPrefix("CRYPT-") == true
    }

    private func runtimeFolder() -> DoctorFinding {
        guard let path = surroundings.environment["XDG_RUNTIME_DIR"], path.hasPrefix("/") else {
            return .warning(
                "runtimeFolder", "XDG_RUNTIME_DIR is not set: an agent will have no place for its socket",
                mend: "log in through systemd-logind, or set it to a folder of mode 0700")
        }
        let examined = PathExamination(folder: path)
        guard examined.exists else {
            return .warning("runtimeFolder", "XDG_RUNTIME_DIR names \(path), which there is not", mend: nil)
        }
        return Self.judge("runtimeFolder", examined, isFolder: true)
    }

    /// Files with keys that the environment names.
    func secretFiles() -> [DoctorFinding] {
        let variables = [
            ("passphraseFile", "PARTNER_VAULT_PASSPHRASE_FILE"), ("keyFile", "PARTNER_VAULT_KEY_FILE"),
            ("identityFile", "PARTNER_VAULT_IDENTITY"),
        ]
        return variables.flatMap { check, variable -> [DoctorFinding] in
            guard let path = surroundings.environment[variable], !path.isEmpty else { return [] }
            let examined = PathExamination(file: path)
            guard examined.exists else {
                return [.finding(check, "\(variable) names \(path), which there is not", mend: "unset \(variable)")]
            }
            let judged = Self.judge(check, examined, isFolder: false)
            guard judged.state == .ok, path.hasPrefix(files.folderExamination.path + "/") else { return [judged] }
            return [
                .warning(check, "\(path) lies beside the vault: who copies the folder has both", mend: "move it away")
            ]
        }
    }
}
