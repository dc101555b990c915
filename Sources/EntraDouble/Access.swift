/// What was granted, whether to an application or to its user.
struct Access: Sendable {
    /// The directory that issues the token.
    let directoryId: GUID
    /// The application that it is for.
    let application: Seed.Application
    /// How the application proved that it is itself.
    let method: ClientMethod
    /// The API that it opens.
    let target: ResourceTarget
    /// Whether the client can take claims challenges (`cp1`), so that the token may live longer.
    let isCapable: Bool
}
