import GRDB
import TestThreads
import Testing

@testable import VaultStore

/// The token cache, which no manifest covers: what is not sound there is absent.
@Suite(.onOwnThreads) struct TamperedCacheTests {
    static let cacheAttacks = [
        "UPDATE token_cache SET id = id + 1",
        "UPDATE token_cache SET version = version + 1",
        "UPDATE token_cache SET version = -1",
        "UPDATE token_cache SET box = (SELECT box FROM record LIMIT 1)",
        "UPDATE token_cache SET box = (SELECT box FROM secret LIMIT 1), version = (SELECT version FROM secret LIMIT 1)",
        "UPDATE token_cache SET box = x''",
        "UPDATE token_cache SET box = zeroblob(100)",
        "UPDATE token_cache SET box = CAST(substr(box, 1, length(box) - 1) || x'00' AS BLOB)",
        "DELETE FROM token_cache",
    ]

    /// What the cache holds is opened or ignored; the next token takes its place.
    @Test(arguments: cacheAttacks)
    func aCachedTokenThatWasTamperedWithIsNotServed(sql: String) throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        try fixture.tamper(sql)
        let vault = try fixture.open()
        #expect(try vault.read { try $0.cachedToken(for: Sample.request) } == nil)
        try vault.read { snapshot in
            let probes = Probes(snapshot, sample)
            #expect(probes.isSound, "\(probes)")
        }
        try vault.write { try $0.cache(Sample.token, for: Sample.request) }
        #expect(try vault.read { try $0.cachedToken(for: Sample.request) } == Sample.token)
    }

    /// One request's token is not another's.
    @Test func aCachedTokenServesItsOwnRequestOnly() throws {
        let fixture = try VaultFixture()
        _ = try fixture.createSample()
        let other = Array("another request".utf8)
        let vault = try fixture.open()
        let id = IndexKey.id(of: other, vault.keys)
        #expect(try vault.read { try $0.cachedToken(for: other) } == nil)
        try vault.close()
        try fixture.tamper("INSERT INTO token_cache SELECT ?, version, box FROM token_cache", [id])
        #expect(try fixture.open().read { try $0.cachedToken(for: other) } == nil)
    }
}
