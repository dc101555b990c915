/// What a hook finds in its environment.
enum HookEnvironment {
    /// What programs need to find their way; where the vault is and what opens it is not among it, nor are secrets that
    /// somebody keeps in variables. Names that begin with `HOOK_` are for the hook.
    static func scrubbed(_ environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in
            usual.contains(name) || prefixes.contains { name.hasPrefix($0) }
        }
    }

    private static let prefixes = ["HOOK_", "LC_"]

    private static let usual: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM",
        "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY",
        "WAYLAND_DISPLAY",
        "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]
}
