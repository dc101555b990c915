import CPlatform

/// The user's web browser.
enum Browser {
    /// Whether there is a screen on which one could open.
    static func isLikely(_ environment: [String: String]) -> Bool {
        #if os(macOS)
        return environment["SSH_CONNECTION"] == nil
        #else
        return ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"].contains { environment[$0].map { !$0.isEmpty } ?? false }
        #endif
    }

    /// Opens `url`, which holds no secret, since other users can read it where programs are listed.
    ///
    /// - Returns: whether a program could be started for it.
    static func open(_ url: String, _ environment: [String: String]) -> Bool {
        candidates(environment).contains { unsafe pv_start_program($0, url) == 0 }
    }

    private static func candidates(_ environment: [String: String]) -> [String] {
        // A list of commands, of which those that want the address in the midst of something are left out.
        let own = (environment["BROWSER"] ?? "").split(separator: ":").map(String.init)
            .filter { !$0.contains("%") && !$0.contains(" ") }
        #if os(macOS)
        return own + ["open"]
        #else
        return own + ["xdg-open"]
        #endif
    }
}
