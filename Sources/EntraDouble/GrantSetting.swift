/// The body of `POST /double/grants`: what an administrator gives an application, or takes back.
struct GrantSetting: Decodable {
    /// Whose.
    let appId: GUID
    /// Its permissions on Graph from now on; as they were where nil.
    let roles: [String]?
    /// Who owns its registration from now on; as it was where nil.
    let owners: [String]?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let unknown = container.allKeys.first(where: { !["appId", "roles", "owners"].contains($0.stringValue) }) {
            throw DecodingError.dataCorruptedError(
                forKey: unknown,
                in: container,
                debugDescription: "there is no field \"\(unknown.stringValue)\""
            )
        }
        appId = try container.decode(GUID.self, forKey: Key("appId"))
        roles = try container.decodeIfPresent([String].self, forKey: Key("roles"))
        owners = try container.decodeIfPresent([String].self, forKey: Key("owners"))
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}

extension Directory {
    /// Gives an application other permissions on Graph, its registration other owners, or both.
    ///
    /// Tokens that it has stay as they are.
    ///
    /// - Returns: whether there is such an application.
    /// - Throws: `SeedError` for owners that could own nothing.
    package func setGrants(of appId: GUID, roles: [String]? = nil, owners: [String]? = nil) throws -> Bool {
        guard let place = places.byAppId[appId] else { return false }
        var changed = seed
        if let roles { changed.tenants[place.tenant].applications?[place.application].roles = roles }
        if let owners { changed.tenants[place.tenant].applications?[place.application].owners = owners }
        try changed.checkOwners()
        seed = changed
        return true
    }
}
