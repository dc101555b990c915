internal import HTTPTypes
internal import Hummingbird

/// A refusal as Partner Center words it; its codes are numbers of its own.
struct PartnerCenterError: Error {
    let status: HTTPResponse.Status
    let code: Int
    let description: String

    /// The token is missing, not the directory's, over, or for another API.
    static let invalidToken = PartnerCenterError(
        status: .unauthorized,
        code: 2000,
        description: "The access token is missing or not valid for this audience."
    )
    /// The user did not show a second factor.
    static let factorMissing = PartnerCenterError(
        status: .unauthorized,
        code: 900421,
        description: "The request must carry a token of a user who signed in with multi-factor authentication."
    )
    /// The token is an application's own, or the partner has no relationship with the customer.
    static let accessDenied = PartnerCenterError(status: .forbidden, code: 20002, description: "Access denied.")
    /// There is no such consent.
    static let notFound = PartnerCenterError(status: .notFound, code: 3000, description: "Resource not found.")
    /// The consent is there already.
    static let exists = PartnerCenterError(
        status: .conflict,
        code: 2003,
        description: "Permission entry already exists."
    )

    /// The body cannot be used.
    static func invalidInput(_ reason: String) -> PartnerCenterError {
        PartnerCenterError(status: .badRequest, code: 2001, description: "Invalid input: \(reason).")
    }

    /// The reply.
    func response() throws -> Response {
        let fields: [String: JSONValue] = [
            "code": .integer(Int64(code)), "description": .string(description), "data": [], "source": "PartnerFD",
        ]
        return try .json(fields, status: status)
    }
}
