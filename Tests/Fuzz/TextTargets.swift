import FoundationEssentials
import VaultModel

// Texts that people type, and that records repeat: what is read and written once is read the same again.

extension FuzzTarget {
    static let texts = [
        FuzzTarget("text", longest: 256, seeds: Words.all) { input in
            guard let text = String(validating: input, as: UTF8.self) else { return }
            instant(text)
            duration(text)
            names(text)
            addresses(text)
        }
    ]

    private static func instant(_ text: String) {
        guard let instant = InstantText.parse(text) else { return }
        let written = InstantText.format(instant)
        promise(written.utf8.count == 20, "\(text) became \(written)")
        guard let again = InstantText.parse(written) else { fail("\(written) is not read again") }
        promise(InstantText.format(again) == written, "\(written) is read as another")
        // Whole seconds, and never later; years before 1 and after 9999 are written as the nearest that fits.
        let isWithin = (-62_135_596_800..<253_402_300_800).contains(instant.timeIntervalSince1970)
        let lost = instant.timeIntervalSince(again)
        promise(!isWithin || (lost >= 0 && lost < 1), "\(text) became \(written)")
    }

    private static func duration(_ text: String) {
        guard let duration = DurationText.parse(text) else { return }
        promise(duration >= .zero && duration <= DurationText.longest, "\(text) is within bounds")
        let written = DurationText.format(duration)
        promise(DurationText.parse(written) == duration, "\(text) became \(written)")
    }

    private static func names(_ text: String) {
        if let name = TenantName(text) {
            promise(name.description.utf8.elementsEqual(text.utf8), "a name stays as it is")
            let normalized = name.normalized
            if let again = TenantName(normalized) {
                promise(again.normalized.utf8.elementsEqual(normalized.utf8), "\(text) is normalised twice")
            }
        }
        if let tag = Tag(text) {
            let again = Tag(tag.description)
            promise(again.map { $0.description.utf8.elementsEqual(tag.description.utf8) } == true, "the tag \(text)")
        }
        if let resource = Resource(text) {
            promise(Resource(resource.description) == resource, "the resource \(text)")
        }
        if let id = DirectoryID(text) {
            promise(id.description == text.lowercased(), "the ID \(text)")
        }
    }

    private static func addresses(_ text: String) {
        if let reference = DirectoryReference(text) {
            promise(DirectoryReference(reference.description) == reference, "the directory \(text)")
        }
        guard let origin = try? Origin(text) else { return }
        promise((try? Origin(origin.description)) == origin, "the origin \(text)")
        promise(origin.scheme == .https || origin.isLoopbackAddress, "\(text) is spoken to in the clear")
        // Foundation's word on where a request would go.
        let url = URL(string: origin.description)
        promise(url?.host(percentEncoded: false)?.lowercased() == bare(origin.host), "\(text) is elsewhere")
        promise(url?.user == nil && url?.query == nil && url?.path == "", "\(text) is more than an origin")
    }

    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }
}

private enum Words {
    static let all = [
        "2027-03-01T09:00:00Z", "2027-03-01T09:00:00.123456789+02:00", "2024-02-29", "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59", "90d", "PT12H", "P1DT2H3M4S", "P2W", "https://login.contoso.example:8443/",
        "http://127.0.0.1:8080", "https://[2001:db8::1]:443", "http://[::1]", "Contoso Ltd", "É̈ lan", "ΑΣ", "İstanbul",
        "api://aaaaaaaa-0000-4000-8000-000000000001/.default", "https://graph.microsoft.com/.default/.default",
        "key-vault", "AAAAAAAA-0000-4000-8000-000000000001", "contoso.example",
    ].map(seed)
}
