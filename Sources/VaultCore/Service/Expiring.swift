internal import FoundationEssentials
internal import VaultStore

extension DirectVault {
    package func expiring(_ selection: TenantSelection, within: Duration?) async throws -> [ExpiryReport] {
        try overview(selection).rows(within: within, at: surroundings.now())
    }

    package func findings(_ selection: TenantSelection) async throws -> [FindingReport] {
        try overview(selection).findings(at: surroundings.now())
    }

    package func report() async throws -> VaultReport {
        try overview(.everything).report(at: surroundings.now())
    }

    private func overview(_ selection: TenantSelection) throws -> Overview {
        try VaultFailure.translating {
            try store.read { try Overview(selection.isEmpty ? .everything : selection, in: $0) }
        }
    }
}

extension Duration {
    /// As Foundation counts time.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
