// The pages that a user sees; the IDs in them are documented and stay.
extension Page {
    /// Asks for name and password.
    ///
    /// - Parameters:
    ///   - application: what the user signs in to.
    ///   - userName: what stands in the first field already.
    ///   - hidden: what the form carries along.
    ///   - refusal: why the last attempt failed.
    /// - Returns: the page.
    static func signIn(
        to application: Seed.Application,
        userName: String?,
        hidden: [(String, String)] = [],
        refusal: EntraError? = nil
    ) -> Page {
        var page = Page("Sign in")
        page.add("to \(application.shownName)", id: "application")
        if let refusal { page.add(refusal) }
        page.add(
            PageForm(
                id: "sign-in-form",
                hidden: hidden,
                fields: [
                    .init(name: "username", label: "User name", value: userName ?? ""),
                    .init(name: "password", label: "Password", type: "password"),
                ],
                buttons: [.init(action: "sign-in", label: "Sign in"), .init(action: "cancel", label: "Cancel")]
            )
        )
        return page
    }

    /// Asks whether the application may do what it asks for.
    ///
    /// - Parameters:
    ///   - title: who is asked.
    ///   - application: who asks.
    ///   - userName: who signed in.
    ///   - permissions: what is asked for.
    ///   - hidden: what the form carries along.
    /// - Returns: the page.
    static func consent(
        _ title: String,
        to application: Seed.Application,
        as userName: String,
        permissions: [String],
        hidden: [(String, String)]
    ) -> Page {
        var page = Page(title)
        page.add(application.shownName, id: "application")
        page.add(userName, id: "account")
        if !permissions.isEmpty { page.add(list: permissions, id: "permissions") }
        page.add(
            PageForm(
                id: "consent-form",
                hidden: hidden,
                buttons: [.init(action: "accept", label: "Accept"), .init(action: "cancel", label: "Cancel")]
            )
        )
        return page
    }

    /// Asks for the code that a device shows.
    static func deviceCode(_ userCode: String?, refusal: EntraError? = nil) -> Page {
        var page = Page("Enter code")
        if let refusal { page.add(refusal) }
        page.add(
            PageForm(
                id: "code-form",
                fields: [.init(name: "code", label: "Code", value: userCode ?? "")],
                buttons: [.init(action: "next", label: "Next")]
            )
        )
        return page
    }

    /// Says that nothing more is to be done here.
    static func done(_ text: String) -> Page {
        var page = Page("Done")
        page.add(text, id: "done")
        return page
    }

    /// Shows a refusal that cannot be sent back to the application.
    static func refusal(_ refusal: EntraError) -> Page {
        var page = Page("Sign-in is not possible")
        page.add(refusal)
        return page
    }
}

extension Seed.Application {
    /// What pages call the application.
    var shownName: String { displayName ?? appId.description }
}
