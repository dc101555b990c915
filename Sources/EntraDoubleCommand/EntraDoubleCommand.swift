internal import ArgumentParser
internal import EntraDouble
internal import Foundation
internal import UnixSignals

@main
struct EntraDoubleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entra-double",
        abstract: "Stands in for Microsoft Entra ID on this machine, for tests and demonstrations."
    )

    @Option(help: .init("The directories it knows, as JSON.", valueName: "file"))
    var seed: String

    @Option(help: .init("The address to listen on; port 0 takes a free one.", valueName: "host:port"))
    var listen = ListenAddress.loopback

    @Option(help: .init("Serve https on localhost; the certificate to trust is written to ca.pem.", valueName: "dir"))
    var tls: String?

    @Option(help: .init("A wait before every reply, such as 50ms.", valueName: "duration"))
    var latency = Latency.none

    @Option(help: .init("A file for the first line of output, written once it listens.", valueName: "file"))
    var readyFile: String?

    mutating func run() async throws {
        // Trapped first, so that a signal right after the first line already ends the program as it should.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let double = try await EntraDouble.start(seed: try readSeed(), options: options)
        if let tls, let authority = double.certificateAuthorityPEM {
            try? FileManager.default.createDirectory(atPath: tls, withIntermediateDirectories: true)
            try write(Data(authority.utf8), to: URL(filePath: tls).appending(path: "ca.pem"))
        }
        let line = Data("listening on \(double.baseURL)\n".utf8)
        try FileHandle.standardOutput.write(contentsOf: line)
        if let readyFile { try write(line, to: URL(filePath: readyFile)) }
        for await _ in signals { break }
        try await double.stop()
    }

    private var options: Options {
        Options {
            $0.host = listen.host
            $0.port = listen.port
            $0.latency = latency.duration
            $0.transport = tls == nil ? .http : .https
        }
    }

    /// Writes so that a reader finds all of it or nothing.
    private func write(_ data: Data, to file: URL) throws {
        do {
            try data.write(to: file, options: .atomic)
        } catch {
            throw CommandError.unwritable(file.path)
        }
    }

    private func readSeed() throws -> Seed {
        let json: Data
        do {
            json = try Data(contentsOf: URL(filePath: seed))
        } catch {
            throw CommandError.unreadableSeed(seed)
        }
        return try Seed(json: json)
    }
}
