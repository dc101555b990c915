internal import VaultCrypto
internal import VaultModel

/// Rows of what the Azure CLI prints when it makes a secret.
struct AzureCLIRows: ~Copyable, Sendable {
    private var json: SecretJSON
    private let count: Int
    private var place = 0
    private let defaultApp: TenantName?

    /// `name` is what older editions called the application's URI.
    static let members = ["appId", "displayName", "name", "password", "tenant", "fileWithCertAndPrivateKey"]
    /// Members that tell this format from JSON lines, which have a `name` as well.
    static let telltales = ["appId", "displayName", "password", "tenant"]
    /// A thousand objects with room to spare.
    private static let limit = 1024 * 1024

    init(_ input: inout SecretInput, defaultApp: TenantName?) throws(ImportRefusal) {
        self.defaultApp = defaultApp
        do {
            json = try SecretJSON.rest(of: &input, limit: Self.limit, secrets: ["password"], plain: Set(Self.members))
        } catch {
            throw ImportRefusal(line: error.line, .json(error.reason))
        }
        count = json.kind() == .array ? json.count() ?? 0 : 1
    }

    /// The next row; after a refusal it goes on with the object that follows.
    mutating func next() throws(ImportRefusal) -> ImportRow? {
        guard place < count else { return nil }
        let path = json.kind() == .array ? JSONPath([.place(place)]) : []
        place += 1
        let texts = try texts(at: path)
        return try texts.row(defaultApp: defaultApp) { try json.takeSecret(path.member("password")) }
    }

    private func texts(at path: JSONPath) throws(ImportRefusal) -> ImportTexts {
        var texts = ImportTexts(line: json.line(of: path) ?? 1)
        guard json.kind(path) == .object else { throw texts.refusal(.notAnObject) }
        for member in json.names(path) {
            guard Self.members.contains(member) else {
                throw texts.refusal(.unknown(name: SecretJSON.showable(member)))
            }
        }
        if json.string(path.member("fileWithCertAndPrivateKey")) != nil { throw texts.refusal(.certificate) }
        texts[.client] = try string("appId", at: path, for: .client)
        texts[.directory] = try string("tenant", at: path, for: .directory)
        texts[.name] = try string("displayName", at: path, for: .name) ?? texts[.client]
        texts.hasSecret = json.secretLength(path.member("password")) ?? 0 > 0
        return texts
    }

    private func string(
        _ member: String,
        at path: JSONPath,
        for field: ImportField
    ) throws(ImportRefusal) -> String? {
        switch json.kind(path.member(member)) {
        case .string: return json.string(path.member(member))
        case .null, nil: return nil
        case .bool, .number, .array, .object, .secret, .unread:
            throw ImportRefusal(line: json.line(of: path) ?? 1, .invalid(field))
        }
    }
}
