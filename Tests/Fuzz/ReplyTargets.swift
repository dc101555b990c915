import Foundation
import NIOCore
import VaultCrypto
import VaultModel

@testable import EntraClient

// What a directory, or whoever sits in its place, answers.

extension FuzzTarget {
    static let replies = [
        FuzzTarget("json", seeds: Documents.json) { try twoReadersAgree($0) },
        FuzzTarget("reply", longest: 2048, seeds: Documents.replies, check: { try reply($0) }),
        FuzzTarget("jwt", longest: 2048, seeds: Documents.tokens) { try token(String(decoding: $0, as: UTF8.self)) },
        FuzzTarget("http-date", longest: 64, seeds: Documents.dates) { date(String(decoding: $0, as: UTF8.self)) },
    ]

    private static let sent = Date(timeIntervalSince1970: 1_800_000_000)
    private static let sentSecret = "Zq7~mArK/er+sE=cret"

    /// The first byte chooses the status, the rest is the body.
    private static func reply(_ input: [UInt8]) throws {
        let statuses = [200, 400, 401, 429, 500, 503, 302, 204]
        guard let first = input.first else { return }
        let body = ByteBuffer(bytes: input.dropFirst())
        let reply = HTTPReply(status: statuses[Int(first) % statuses.count], body: body)
        let secret = try locked(seed(sentSecret))
        let client = EntraClient(transport: Nowhere(), now: { sent }, pause: { _ in })
        let members: [String: JSONValue]
        do {
            members = try client.success(reply, clockSkew: nil) { SecretShape.text($0, repeats: secret) }
        } catch {
            let words = String(reflecting: error)
            promise(!words.contains(sentSecret), "no error repeats the secret")
            promise(!(words.removingPercentEncoding ?? "").contains(sentSecret), "nor does it percent-encoded")
            return
        }
        promise(reply.status == 200, "only 200 is a success")
        if let token = try? TokenReply(members, sent: sent) {
            let life = token.expiresOn.timeIntervalSince(sent)
            promise(life > 0 && life <= 48 * 3600, "a token lives at most two days")
            promise(token.token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "a token is printable")
            if let refresh = token.refreshOn {
                promise(refresh > sent && refresh <= token.expiresOn.addingTimeInterval(1), "refreshed while it lives")
            }
        }
        if let metadata = try? Metadata(members), let directory = metadata.directory {
            promise(metadata.issuer.lowercased().contains(directory.description), "the issuer names the directory")
            promise(metadata.tokenEndpoint.path.lowercased().contains(directory.description), "so does the endpoint")
        }
    }

    private static func token(_ text: String) throws {
        let decoded = try DecodedToken(text)
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let bytes = Base64URL.decode(part) ?? []
            let again = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            promise(again.replacing("=", with: "") == part, "base64url has one spelling")
        }
        guard let directory = DirectoryID("11111111-1111-4111-8111-111111111111"),
            let client = ClientID("aaaaaaaa-0000-4000-8000-000000000001"),
            try TokenGuard.admit(text, directory: directory, client: client, audience: Documents.audience)
        else { return }
        promise(decoded.claims["tid"]?.string?.lowercased() == directory.description, "of the tenant asked for")
        let clients = [decoded.claims["appid"], decoded.claims["azp"]].compactMap { $0?.string?.lowercased() }
        promise(clients.contains(client.description), "of the application asked for")
    }

    private static func date(_ text: String) {
        let wait = RetryAfter.read(text, reference: sent)
        promise(wait >= .seconds(1) && wait <= .seconds(3600), "waits from a second to an hour")
        guard let instant = HTTPDate.parse(text) else { return }
        let words = text.split(whereSeparator: \.isWhitespace)
        // Days that a month does not have are carried over; the calendar is Foundation's from 1583 on.
        guard words.count == 6, let day = Int(words[1]), day <= 28, let year = Int(words[3]), year > 1600 else {
            return
        }
        let written = instant.ISO8601Format()
        promise(written.hasPrefix("\(words[3])-"), "\(text) is in \(written)")
        promise(words[4].hasSuffix(":60") || written.contains("-\(words[1])T\(words[4])Z"), "\(text) is \(written)")
    }

    /// Both readers of JSON are strict in the same way; they differ in depth and in numbers that are too large.
    private static func twoReadersAgree(_ input: [UInt8]) throws {
        let network = Result { () throws(JSONProblem) in try JSONValue(parsing: ByteBuffer(bytes: input)) }
        do throws(SecretJSONError) {
            compare(network, unsafe try SecretJSON(input.span.bytes, secrets: []))
        } catch {
            guard case .success = network else { return }
            promise(error.reason == .tooDeep, "only one refuses: \(error.reason)")
        }
    }

    private static func compare(_ network: Result<JSONValue, JSONProblem>, _ document: borrowing SecretJSON) {
        switch network {
        case .success(let value): promise(agree(value, document), "both read the same: \(value)")
        case .failure(let problem):
            promise(problem == .syntax && hasHugeNumber(document), "only one refuses: \(problem)")
        }
    }
}
