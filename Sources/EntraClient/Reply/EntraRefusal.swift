package import FoundationEssentials

/// A refusal by the directory, cleaned: texts are bounded and printable and never hold the request's secret.
package struct EntraRefusal: Equatable, Sendable {
    package var status: Int
    /// OAuth's word, such as `invalid_client`.
    package var error: String
    package var suberror: String?
    /// The AADSTS number that says most.
    package var code: Int?
    package var codes: [Int]
    package var correlationID: UUID?
    package var traceID: UUID?
    /// A claims challenge as JSON text, to be sent back as `claims`.
    package var claims: String?
    /// The first sentence of the description.
    package var text: String?
    /// The directory's clock less this machine's, where they are more than 5 minutes apart.
    package var clockSkew: Duration?

    package init(
        status: Int,
        error: String,
        suberror: String? = nil,
        code: Int? = nil,
        codes: [Int] = [],
        correlationID: UUID? = nil,
        traceID: UUID? = nil,
        claims: String? = nil,
        text: String? = nil,
        clockSkew: Duration? = nil
    ) {
        self.status = status
        self.error = error
        self.suberror = suberror
        self.code = code
        self.codes = codes
        self.correlationID = correlationID
        self.traceID = traceID
        self.claims = claims
        self.text = text
        self.clockSkew = clockSkew
    }

    /// What is known about the code.
    package var advice: Advice? { code.flatMap(Advice.forCode) }

    /// One line on what to do; with the clocks' difference where a clock is the cause.
    package func hint(tenant: String) -> String? {
        if let skew = clockSkew, let code, [700024, 500133].contains(code) {
            let minutes = abs(skew.components.seconds) / 60
            let direction = skew > .zero ? "behind" : "ahead of"
            return "this machine's clock is \(minutes) minutes \(direction) the directory's; set it, then try again"
        }
        return advice?.hint(tenant: tenant)
    }
}
