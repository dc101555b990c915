internal import HTTPTypes

/// A refusal as Entra words it: an OAuth error with an AADSTS code.
struct EntraError: Error, Equatable {
    /// The AADSTS codes, the outer one first; more than one only where Entra nests them.
    var codes: [Int]
    /// The OAuth `error` value.
    var error: String
    /// The text after the code, for people.
    var message: String
    /// Entra answers 400, but 401 to `invalid_client`.
    var status: HTTPResponse.Status
    /// The optional `suberror`.
    var suberror: String?
    /// The optional `claims`: a string that holds JSON.
    var claims: String?

    /// Makes a refusal with one code; 401 where the client could not be authenticated.
    init(_ code: Int, _ error: String, _ message: String, status: HTTPResponse.Status? = nil) {
        codes = [code]
        self.error = error
        self.message = message
        self.status = status ?? (error == "invalid_client" ? .unauthorized : .badRequest)
    }
}

extension EntraError {
    /// The JSON fields of the body.
    ///
    /// - Parameters:
    ///   - exchange: the request that is refused; its IDs and time stand in the text.
    ///   - separator: what comes before `Trace ID`; v1 writes a line break.
    /// - Returns: the fields, without those that this refusal lacks.
    func body(for exchange: Exchange, separator: String) -> [String: JSONValue] {
        let prefixes = codes.map { "AADSTS\($0): " }.joined()
        let timestamp = exchange.now.entraTimestamp
        let tail = ["Trace ID: \(exchange.traceId)", "Correlation ID: \(exchange.correlationId)"]
        let description = ([prefixes + message] + tail + ["Timestamp: \(timestamp)"]).joined(separator: separator)
        var fields: [String: JSONValue] = [
            "error": .string(error),
            "error_description": .string(description),
            "error_codes": .array(codes.map { .integer(Int64($0)) }),
            "timestamp": .string(timestamp),
            "trace_id": .string(exchange.traceId.description),
            "correlation_id": .string(exchange.correlationId.description),
        ]
        if let code = codes.last {
            fields["error_uri"] = .string("\(exchange.baseURL)/error?code=\(code)")
        }
        fields["suberror"] = suberror.map(JSONValue.string)
        fields["claims"] = claims.map(JSONValue.string)
        return fields
    }
}
