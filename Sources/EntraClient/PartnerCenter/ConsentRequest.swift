internal import FoundationEssentials
internal import NIOCore
internal import VaultModel

/// A request to Partner Center's `applicationconsents` of one customer.
struct ConsentRequest {
    let method: HTTPMethod
    let origin: Origin
    var path: String
    var json: String?
    private let token: String
    private let correlationID: UUID

    init(_ method: HTTPMethod, _ customer: DirectoryID, _ origin: Origin, token: String, correlationID: UUID) {
        self.method = method
        self.origin = origin
        self.token = token
        self.correlationID = correlationID
        path = "/v1/customers/\(customer)/applicationconsents"
    }

    var exchange: HTTPExchangeRequest {
        let id = correlationID.uuidString.lowercased()
        var headers: HeaderFields = [
            "Accept": "application/json", "User-Agent": EntraClient.product, "Authorization": "Bearer \(token)",
            "MS-CorrelationId": id, "MS-RequestId": UUID().uuidString.lowercased(),
        ]
        if json != nil { headers.add("Content-Type", "application/json") }
        return HTTPExchangeRequest(
            method, origin, path: path, headers: headers, body: json.map { ByteBuffer(string: $0) })
    }
}

extension HTTPReply {
    /// What a status that is no success means; the body gives a number at most.
    var problem: EntraError {
        switch status {
        case 401, 403: .denied(status: status, code: partnerCode)
        case 400..<500: .rejected(status: status, code: partnerCode)
        default: .malformedReply(.status(status))
        }
    }

    /// Partner Center's own number, wherever it stands: its errors have no one form.
    private var partnerCode: Int? {
        guard let members = (try? JSONValue(parsing: body))?.object else { return nil }
        let inner = members["error"]?.object ?? [:]
        let found = [members["code"], members["errorCode"], inner["code"]].compactMap { $0?.wholeNumber }.first
        return found.flatMap { (1...99_999_999).contains($0) ? Int($0) : nil }
    }
}

extension JSONValue {
    /// Reads what is not about tokens.
    init(consents body: ByteBuffer) throws(EntraError) {
        do { self = try JSONValue(parsing: body) } catch { throw .malformedReply(ReplyProblem(error)) }
    }
}
