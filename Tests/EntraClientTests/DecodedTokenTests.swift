import EntraClient
import Foundation
import Testing

@Suite("Reading a token")
struct DecodedTokenTests {
    @Test("Header and claims, as JSON again")
    func read() throws {
        let claims: [String: JSONValue] = [
            "aud": .string("é \"x\" \u{1F511}"), "exp": .integer(1_772_362_799), "x": .null, "y": .bool(true),
            "roles": .array([.string("A"), .number(1.5)]), "nested": .object(["a": .object([:])]),
        ]
        let token = try DecodedToken(Sample.jwt(claims, header: ["alg": .string("RS256"), "kid": .string("k")]))
        #expect(token.claims == claims)
        #expect(token.header["kid"]?.string == "k")
        let again = try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(token.claims))
        #expect(again == claims)
    }

    @Test(
        "What is no readable token",
        arguments: [
            ("", TokenProblem.parts), ("a.b", .parts), ("a.b.c.d", .parts), ("a.b.c.d.e", .encrypted),
            ("e30.e30.a", .base64), ("e30.e3 0.c2ln", .base64), ("e30.e30=.c2ln", .base64), ("e31.e30.c2ln", .base64),
            ("e30.e30.c2+n", .base64), (".e30.c2ln", .json), ("W10.e30.c2ln", .json), ("e30.eyJh.c2ln", .json),
            (String(repeating: "a", count: 65537), .tooLong),
        ]
    )
    func unreadable(text: String, problem: TokenProblem) {
        #expect(throws: EntraError.malformedToken(problem)) { try DecodedToken(text) }
    }
}
