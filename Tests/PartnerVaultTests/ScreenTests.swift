import ProgramHarness
import Testing

@testable import partner_vault

@Suite("On a terminal")
struct ScreenTests {
    private let program: Program

    init() throws {
        program = try Program(home: TemporaryFolder())
    }

    private func screen(_ arguments: [String], columns: Int, environment: [String: String] = [:]) throws -> String {
        let session = try TerminalSession(program, arguments, columns: columns, environment: environment)
        #expect(try session.finish() == 0)
        return session.transcript.replacing("\r\n", with: "\n")
    }

    @Test("tables fit its width", arguments: [30, 60, 80, 120])
    func fits(columns: Int) throws {
        let text = try screen(["exit-codes"], columns: columns, environment: ["NO_COLOR": "1"])
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= columns })
        #expect(text.contains("STATUS"))
    }

    @Test(
        "colour is left out where it is not wanted or not known",
        arguments: [
            ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
        ]
    )
    func colour(environment: [String: String], expected: Bool) throws {
        let text = try screen(["exit-codes"], columns: 80, environment: environment)
        #expect(text.contains("\u{1b}[") == expected)
    }
}
