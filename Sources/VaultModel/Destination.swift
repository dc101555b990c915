/// Where an application's secrets may be sent: sealed beside each secret and compared before each use.
package struct Destination: Hashable, Sendable {
    package var cloud: Cloud
    package var authority: Origin
    package var graph: Origin

    /// The cloud's own hosts, or those named instead.
    package init(cloud: Cloud, authority: Origin? = nil, graph: Origin? = nil) {
        self.cloud = cloud
        self.authority = authority ?? cloud.authority
        self.graph = graph ?? cloud.graph
    }
}

/// Which of Entra's token endpoints an application uses: `resource` (v1) or `scope` (v2).
package enum TokenEndpoint: String, Sendable, CaseIterable { case v1, v2 }

/// Whether a tenant signs in as the application itself or as a user of it.
package enum SignIn: String, Sendable, CaseIterable { case app, user }
