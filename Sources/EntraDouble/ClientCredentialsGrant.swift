internal import FoundationEssentials

/// A decision to issue a token to an application itself.
struct ClientCredentialsGrant: Sendable {
    /// What was granted.
    let access: Access

    /// Decides as Entra does, and in its order: directory, application, credential, API.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - resource: the API.
    ///   - seed: the directories at present.
    ///   - exchange: the request's address and time.
    /// - Throws: the refusal that Entra would send.
    init(_ request: TokenRequest, for resource: String, in seed: Seed, _ exchange: Exchange) async throws(EntraError) {
        let client = try TokenClient(request.clientId, in: request.directoryName, of: seed)
        let tenant = try client.directoryForItself()
        let method = try await client.authentication(exchange).checkForItself(request.proof)
        let known = KnownResources(seed.resources)
        guard let target = known.target(resource, for: client.application) else {
            throw .unknownResource(resource, in: tenant.displayName)
        }
        access = Access(
            directoryId: tenant.directoryId,
            application: client.application,
            method: method,
            target: target,
            isCapable: request.claims.isCapable
        )
    }
}

extension TokenClient {
    /// What checks the application's credential for a request.
    func authentication(_ exchange: Exchange) -> ClientAuthentication {
        var names = [String(exchange.authoritySegment), authority.segment]
        if case .directory(let tenant) = authority { names += tenant.domains ?? [] }
        let paths = ["/oauth2/token", "/oauth2/v2.0/token", "/v2.0", ""]
        let audiences = names.flatMap { name in paths.map { "\(exchange.baseURL)/\(name)\($0)".lowercased() } }
        return ClientAuthentication(application: applicationWithPrincipal, audiences: Set(audiences), now: exchange.now)
    }
    /// The application with what its service principal proves itself with, which counts where that is.
    private var applicationWithPrincipal: Seed.Application {
        guard case .directory(let tenant) = authority, tenant.directoryId == home,
            let principal = application.servicePrincipal
        else { return application }
        var result = application
        result.passwordCredentials = (result.passwordCredentials ?? []) + (principal.passwordCredentials ?? [])
        result.keyCredentials = (result.keyCredentials ?? []) + (principal.keyCredentials ?? [])
        return result
    }
}
