import VaultCore

extension Context {
    /// Prints tenants: one object for one NAME, otherwise a list, even of one.
    func show(_ tenants: [TenantReport], single: Bool, as format: OutputFormat) throws {
        let one = single && tenants.count == 1 ? tenants.first : nil
        switch (format, one) {
        case (.json, .some(let tenant)): try print(TenantText.json(tenant).text)
        case (.json, .none): try print(JSONText.list(tenants) { TenantText.json($0) })
        case (.table, .some(let tenant)):
            try print(TenantText.facts(tenant, at: surroundings.now()).text(on: screen))
        case (.table, .none): try print(TenantText.table(tenants, at: surroundings.now()).text(on: screen))
        }
    }

    /// One object for one NAME, otherwise an array.
    func printJSON(_ elements: [JSONText], single: Bool) throws {
        if single, elements.count == 1, let element = elements.first {
            try print(element.text)
        } else {
            try print(JSONText.array(elements).text)
        }
    }

    /// Ends in the failure of the only one, or in `someFailed` for several.
    func conclude(_ failures: [VaultFailure], of total: Int, what: String) throws {
        guard let first = failures.first else { return }
        guard total > 1 else { throw first }
        let hint = Set(failures.map(\.code)).count == 1 ? first.hint : nil
        throw VaultFailure(.someFailed, "\(failures.count) of \(total) \(what) failed", hint: hint)
    }
}
