/// A directory as people name it: its ID, or one of its domains, which is resolved before anything is kept.
package enum DirectoryReference: Hashable, Sendable, CustomStringConvertible {
    case id(DirectoryID)
    /// Lower case, at least two labels.
    case domain(String)

    /// Reads a GUID or a domain name; nil for anything else, `common` and `organizations` included: those name no
    /// directory.
    package init?(_ text: String) {
        if let id = DirectoryID(text) {
            self = .id(id)
        } else if HostName.isValid(text), text.contains("."), text.utf8.last.map(HostName.isLetter) == true {
            // A last label that ends in a digit would be an address.
            self = .domain(text.lowercased())
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .id(let id): id.description
        case .domain(let domain): domain
        }
    }
}
