internal import HTTPTypes

/// Answers single requests to Graph, whether they came by themselves or in a batch.
struct GraphService: Sendable {
    let directory: Directory
    private let certificates = CertificateCache()

    init(directory: Directory) {
        self.directory = directory
    }

    /// Answers a request of somebody whose token is good.
    func answer(_ request: GraphRequest, as caller: GraphCaller) async throws(GraphError) -> GraphReply {
        let path = try GraphPath(request.segments)
        guard path.methods.contains(request.method) else { throw .wrongMethod }
        let reads = GraphReads(directory: directory, certificates: certificates, request: request, caller: caller)
        let writes = GraphWrites(directory: directory, request: request, caller: caller)
        switch path {
        case .applications: return try await reads.applications()
        case .application(let key) where request.method == .patch: return try await writes.update(key)
        case .application(let key): return try await reads.application(key)
        case .owners(let key): return try await reads.owners(of: key)
        case .servicePrincipals: return try await reads.servicePrincipals()
        case .servicePrincipal(let key): return try await reads.servicePrincipal(key)
        case .addPassword(let key): return try await writes.addPassword(to: key)
        case .removePassword(let key): return try await writes.removePassword(from: key)
        case .addKey(let key): return try await writes.addKey(to: key)
        case .removeKey(let key): return try await writes.removeKey(from: key)
        case .policiesOfApplication(let key): return try await reads.policies(of: key)
        case .defaultPolicy: return try await reads.defaultPolicy()
        case .policies: return try await reads.policies()
        case .policy(let id): return try await reads.policy(id)
        case .policyTargets(let id): return try await reads.policyTargets(id)
        case .relationships: return try await reads.relationships()
        case .batch: throw .badRequest("A batch cannot hold a batch.", code: "BadRequest")
        }
    }
}
