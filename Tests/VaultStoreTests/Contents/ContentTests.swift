import Foundation
import TestThreads
import Testing
import VaultCrypto
import VaultModel

@testable import VaultStore

@Suite(.onOwnThreads) struct ContentTests {
    @Test func whatIsWrittenIsRead() throws {
        let fixture = try VaultFixture()
        let sample = try fixture.createSample()
        let probes = Probes(fixture, sample)
        #expect(probes.isSound, "\(probes)")
        let token = try fixture.open().read { try $0.cachedToken(for: Sample.request) }
        #expect(token == Sample.token)
    }
}
