import EntraDouble
import Foundation
import VaultCore

extension Bench {
    /// Imports lines of JSON, or of the format that `options` name.
    func importing(_ lines: [String], _ options: ImportOptions = ImportOptions(format: .jsonl)) async throws
        -> ImportReport
    {
        let path = folder.path + "/import-\(UUID().uuidString)"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let report = try await vault.importTenants(from: ImportSource(file.fileDescriptor), fileName: nil, options)
        try file.close()
        return report
    }

    /// A line for a tenant with an application of its own at the double; `fields` replace, an empty one removes.
    func line(
        _ name: String, in directory: String = Sample.contoso, client: String = Sample.leads,
        secret: String = Sample.leadsSecret, _ fields: [String: String] = [:]
    ) throws -> String {
        try json(
            [
                "name": name, "directoryId": directory, "clientId": client, "secret": secret,
                "authority": double.baseURL, "graph": double.baseURL,
            ].merging(fields) { $1 })
    }

    /// A line for a tenant that uses the application of another.
    func line(_ name: String, in directory: String, app: String, _ fields: [String: String] = [:]) throws -> String {
        try json(["name": name, "directoryId": directory, "app": app].merging(fields) { $1 })
    }

    private func json(_ fields: [String: String]) throws -> String {
        String(decoding: try JSONEncoder().encode(fields.filter { !$1.isEmpty }), as: UTF8.self)
    }
}
