/// The way to a value: a member's name, or names and places such as `["passwordCredentials", 0, "keyId"]`.
package struct JSONPath: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, Sendable {
    package enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, Sendable {
        case name(String)
        case place(Int)

        package init(stringLiteral name: String) { self = .name(name) }
        package init(integerLiteral place: Int) { self = .place(place) }
    }

    let steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }
    /// A member of the document itself.
    package init(_ name: String) { steps = [.name(name)] }
    package init(stringLiteral name: String) { self.init(name) }
    package init(arrayLiteral steps: Step...) { self.init(steps) }

    /// The member `name` of what this leads to.
    package func member(_ name: String) -> JSONPath { JSONPath(steps + [.name(name)]) }
}
