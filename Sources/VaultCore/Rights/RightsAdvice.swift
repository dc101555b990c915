internal import EntraClient
internal import FoundationEssentials
internal import VaultModel

/// What to ask an administrator for, word by word.
struct RightsAdvice {
    /// The application that is to be rotated.
    let application: Application
    /// The tenant whose rights do it, and its application.
    let reader: Roster.Member
    let isVia: Bool

    static let owned = "Application.ReadWrite.OwnedBy"
    static let all = "Application.ReadWrite.All"

    /// The permission of Graph that is missing.
    func permission(isUser: Bool) -> String {
        guard isUser else {
            return "grant \(readerWords) the application permission \(Self.owned) of Microsoft Graph, with admin "
                + "consent in the home directory \(application.homeDirectory) (portal: App registrations, the application, "
                + "API permissions, Add a permission, Microsoft Graph, Application permissions; then Grant admin consent)"
        }
        return "grant \(readerWords) the delegated permission \(Self.all) of Microsoft Graph, with admin consent in "
            + "\(application.homeDirectory) (portal: App registrations, the application, API permissions, Add a "
            + "permission, Microsoft Graph, Delegated permissions; then Grant admin consent), and let the user sign in "
            + "again: \"partner-vault login \(shellQuoted(reader.tenant.name.description))\""
    }

    /// Ownership; `objectID` is the one that is to own.
    func owner(_ objectID: UUID?, isUser: Bool) -> String {
        let id = objectID?.uuidString.lowercased() ?? "OBJECTID"
        let command = "az ad app owner add --id \(application.clientID) --owner-object-id \(id)"
        guard isUser else {
            let owner =
                isVia
                ? "the service principal of \(readerWords) an owner of the registration \(application.clientID)"
                : "the application's service principal an owner of its own registration"
            let known = objectID == nil ? "; OBJECTID is shown there" : ""
            return "make \(owner): \(command) (the portal's Owners page takes people only; the ID is the Object ID "
                + "under Enterprise applications\(known))"
        }
        return "make the user an owner of the registration: \(command) (portal: App registrations, the application, "
            + "Owners, Add owners), or give the user the role Cloud Application Administrator"
    }

    private var readerWords: String {
        let client = reader.application.clientID
        return isVia ? "the application of \"\(reader.tenant.name)\" (\(client))" : "the application \(client)"
    }
}
