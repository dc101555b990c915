import FoundationEssentials

/// The files of the nightly job.
struct WatchUnit: Sendable {
    static let service = "partner-vault-watch.service"
    static let timer = "partner-vault-watch.timer"

    /// What opens the vault when nobody is there.
    enum Key: Equatable, Sendable {
        case identity(String)
        case passphrase(file: String, keyFile: String?)
    }

    /// Paths, all of them absolute.
    var program: String
    var vault: String
    var key: Key
    var hook: String?
    var caFile: String?
    /// Where witnesses are kept, if that is not the usual place.
    var stateHome: String?
    /// As the command line takes it.
    var within: String
    var calendar: String
    /// The job replaces what is due.
    var rotates = false

    /// Runs the program once.
    var serviceText: String {
        """
        # Made by "partner-vault watch-units", which makes it anew with --force. Additions of your own, such as a proxy,
        # belong into "systemctl --user edit \(Self.service)".
        [Unit]
        Description=Look for credentials of partner tenants that run out

        [Service]
        Type=oneshot
        ExecStart=\(command)
        \(lines.joined(separator: "\n"))
        # No SuccessExitStatus=: findings end the program with 12, unread directories with 11, and both leave the unit
        # failed, where "systemctl --user --failed" and OnFailure= see it.
        TimeoutStartSec=2h
        UMask=0077
        LimitCORE=0
        NoNewPrivileges=yes
        LockPersonality=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native

        """
    }

    /// Runs it again and again; also when the machine was off at the time.
    var timerText: String {
        """
        # Made by "partner-vault watch-units".
        [Unit]
        Description=Look for credentials of partner tenants that run out

        [Timer]
        OnCalendar=\(UnitText.plain(calendar))
        Persistent=true
        RandomizedDelaySec=30min

        [Install]
        WantedBy=timers.target

        """
    }

    /// What is to be typed next.
    static let commands = [
        "systemctl --user daemon-reload", "systemctl --user enable --now \(timer)",
        "systemctl --user start \(service)", "loginctl enable-linger",
    ]

    private var command: String {
        var arguments = ["watch", "--vault", vault, "--within", within]
        switch key {
        case .identity: break
        case .passphrase(let file, let keyFile):
            arguments += ["--passphrase-file", file]
            if let keyFile { arguments += ["--key-file", keyFile] }
        }
        if let caFile { arguments += ["--ca-file", caFile] }
        if rotates { arguments.append("--rotate") }
        if let hook { arguments += ["--hook", hook] }
        return ([UnitText.program(program)] + arguments.map(UnitText.argument)).joined(separator: " ")
    }

    private var lines: [String] {
        var lines: [String] = []
        if case .identity(let file) = key {
            lines.append("LoadCredential=\(KeySource.credentialName):\(UnitText.plain(file))")
        }
        if let stateHome { lines.append("Environment=\(UnitText.assignment("XDG_STATE_HOME", stateHome))") }
        return lines
    }
}
