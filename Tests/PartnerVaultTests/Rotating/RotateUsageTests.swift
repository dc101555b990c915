import ProgramHarness
import TestThreads
import Testing

@Suite("What rotate is asked for", .onOwnThreads)
struct RotateUsageTests {
    @Test(
        "is refused where it means nothing, before a vault is looked for",
        arguments: [
            ([], "nothing is named to rotate"), (["--dry-run"], "nothing is named to rotate"),
            (["--due", "--resume"], "--due and --resume exclude each other"),
            (["a", "--finish", "--ack"], "--finish and --ack exclude each other"),
            (["a", "--due", "--finish"], "--due and --finish exclude each other"),
            (["--finish"], "--finish needs to be told for whom"), (["--ack"], "--ack needs to be told for whom"),
            (["a", "--resume", "--to", "secret"], "--to is for a new rotation, not for one that is open"),
            (["a", "--finish", "--overlap", "1d"], "--overlap is for a new rotation, not for one that is open"),
            (["a", "--ack", "--lifetime", "9d"], "--lifetime is for a new rotation, not for one that is open"),
            (["--resume", "--compromised"], "--compromised is for a new rotation, not for one that is open"),
            (["--due", "--compromised"], "--compromised replaces what is named, due or not"),
            (["a", "--compromised", "--overlap", "0s"], "--compromised leaves no overlap"),
            (["a", "--ack", "--dry-run"], "--dry-run has nothing to try with --ack"),
            (["a", "--to", "password"], "--to is neither certificate nor secret"),
            (["a", "--overlap", "91d"], "--overlap goes from 0s to 90d"),
            (["a", "--overlap", "soon"], "--overlap is no duration"),
            (["a", "--lifetime", "23h"], "--lifetime goes from 1d to 730d"),
            (["a", "--lifetime", "731d"], "--lifetime goes from 1d to 730d"),
            (["a", "--concurrency", "0"], "--concurrency goes from 1 to 64"),
            (["a", "--concurrency", "65"], "--concurrency goes from 1 to 64"),
            (["a", "--stop-after=-1"], "--stop-after is no number of failures"),
            (["a", "--confirm-restored"], "--confirm-restored goes with --resume and names"),
            (["--resume", "--confirm-restored"], "--confirm-restored goes with --resume and names"),
            (["--resume", "--all", "--confirm-restored"], "--confirm-restored goes with --resume and names"),
            (["a", "--tag", "b", "--resume", "--confirm-restored"], "--confirm-restored goes with --resume and names"),
            (["a", "--resume", "--confirm-restored"], "there is no terminal to ask whether to go on"),
            (
                ["a", "--resume", "--confirm-restored", "--dry-run"],
                "--dry-run and --confirm-restored exclude each other"
            ),
            (["a", "--yes"], "--yes goes with --confirm-restored"),
        ])
    func refused(arguments: [String], message: String) throws {
        let run = try Program(home: TemporaryFolder()).run(["rotate"] + arguments)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(Complaint(run.errors)?.message == message, "\(run.errors)")
    }

    @Test(
        "is taken where it means something: then only the vault is missing",
        arguments: [
            ["a"], ["a", "b"], ["--all"], ["--tag", "t", "--due"], ["--due"], ["--resume"], ["a", "--resume"],
            ["a", "--finish"], ["--name", "x*", "--ack"], ["a", "--finish", "--dry-run"],
            ["--due", "--to", "certificate", "--overlap", "90d", "--lifetime", "730d", "--dry-run"],
            ["a", "--overlap", "0s", "--lifetime", "1d", "--concurrency", "64", "--stop-after", "0"],
            ["--all", "--compromised"], ["a", "--resume", "--confirm-restored", "--yes"],
        ])
    func taken(arguments: [String]) throws {
        let run = try Program(home: TemporaryFolder()).run(["rotate"] + arguments)
        #expect(run.status == 2, "\(run.errors)")
    }
}
