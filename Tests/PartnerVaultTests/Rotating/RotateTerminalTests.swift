import EntraDouble
import Foundation
import ProgramHarness
import TestThreads
import Testing
import VaultCore

@testable import partner_vault

/// What a person sees, also in a narrow window.
@Suite("rotate at a terminal", .onOwnThreads)
struct RotateTerminalTests {
    @Test("tells each application as it is done, and shows no line beyond the edge", arguments: [60, 40])
    func narrow(columns: Int) throws {
        let scene = try RotatingDesk(["north", "closed"])
        for arguments in [["--all", "--dry-run"], ["--all"], ["north"], ["north", "--finish"]] {
            let session = try TerminalSession(
                scene.desk.program, ["rotate"] + arguments, columns: columns, environment: ["NO_COLOR": "1"])
            _ = try session.finish(within: .seconds(60))
            let text = session.transcript.replacing("\r\n", with: "\n")
            if arguments == ["--all"] {
                #expect(text.contains("\u{1b}[Knorth: replaced\n"), "\(text)")
                #expect(text.contains("\u{1b}[Kclosed: failed, "), "\(text)")
                #expect(text.contains("rotating 2 of 2"))
            }
            for line in text.split(separator: "\n") where !line.hasPrefix("partner-vault: ") {
                let still = line.split(separator: "\u{1b}[K", omittingEmptySubsequences: false).last ?? ""
                #expect(DisplayWidth.of(String(still.drop { $0 == "\r" })) <= columns, "\(line)")
            }
        }
    }

    private static func outcome(_ tenant: String, _ step: RotationOutcome.Step) -> RotationOutcome {
        RotationOutcome(
            tenant: tenant, step: step, keyID: "eeeeeeee-0000-4000-8000-000000000001",
            previousKeyID: "eeeeeeee-0000-4000-8000-000000000002", expires: Date(timeIntervalSince1970: 1_900_000_000),
            removeAfter: Date(timeIntervalSince1970: 1_800_000_000),
            failure: step == .failed ? VaultFailure(.network, "no answer\u{1b}[2J", hint: "wait \u{202e}a bit") : nil,
            notes: ["the directory's policy allows 90d at most"], remaining: ["look at the sign-in logs"])
    }

    @Test("every step has its words, and a hostile name moves nothing", arguments: [nil, 60, 40, 140])
    func words(columns: Int?) {
        let screen = Screen(columns: columns, colour: false)
        let name = "株式会社\u{1b}[31m a-very-long-name-without-any-place-to-break-it-that-goes-on"
        for isDryRun in [false, true] {
            let query = RotationQuery(.replace, isDryRun: isDryRun, isCompromised: true)
            let outcomes = RotationOutcome.Step.allCases.map { Self.outcome(name, $0) }
            let now = Date(timeIntervalSince1970: 1_700_000_000)
            var texts = outcomes.map { RotateText.text([$0], query, single: true, at: now, on: screen) }
            texts.append(RotateText.text(outcomes, query, single: false, at: now, on: screen))
            for text in texts {
                #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
                #expect(text.hasSuffix("nothing was changed\n") == isDryRun)
                guard let columns else { continue }
                for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= columns, "\(line)") }
            }
            #expect(texts.allSatisfy { $0.contains("90d at most") || columns != nil })
            #expect(texts.allSatisfy { $0.contains("sign-in logs") || columns != nil })
        }
        #expect(RotateText.text([], RotationQuery(.due), single: false, at: Date(), on: screen).isEmpty)
    }

    @Test("one that fails among many is counted apart from those that were not begun")
    func conclusion() {
        let left = RotationOutcome(tenant: "c", step: .skipped, failure: VaultFailure(.someFailed, "not begun"))
        let outcomes = [Self.outcome("a", .failed), Self.outcome("b", .promoted), left]
        let failure = RotateText.conclusion(outcomes, RotationQuery(.replace))
        #expect(failure?.code == .someFailed)
        #expect(failure?.message == "1 of 3 rotations failed, and 1 was not begun")
        #expect(failure?.hint?.contains("rotate --resume") == true)
        let tried = RotateText.conclusion(outcomes, RotationQuery(.replace, isDryRun: true))
        #expect(tried?.message.hasPrefix("1 of 3 rotations would fail") == true)
        #expect(tried?.hint?.contains("--resume") == false)
        #expect(RotateText.conclusion([Self.outcome("a", .failed)], RotationQuery(.replace))?.code == .network)
        #expect(RotateText.conclusion([Self.outcome("a", .promoted)], RotationQuery(.replace)) == nil)
    }
}
