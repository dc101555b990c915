import ProgramHarness
import Testing

extension Desk {
    /// Stores the stand-in's first application with everything that can be said of it.
    func addContoso(at authority: Authority) throws -> JSON {
        let known = KnownApplication.contoso
        return try json(
            [
                "add", "contoso", "--directory-id", known.domain, "--client-id", known.client, "--secret-fd", "0",
                "--authority", authority.url, "--graph", authority.url, "--key-id", known.keyID, "--expires",
                "2030-01-01T00:00:00Z", "--tag", "eu", "--tag", "customer", "--owner", "ada",
            ],
            input: known.secret + "\n"
        )
    }
}
