internal import ArgumentParser
internal import EntraDouble
internal import Foundation

/// What can go wrong before the double itself runs.
enum CommandError: Error, CustomStringConvertible {
    /// The seed file cannot be read.
    case unreadableSeed(String)
    /// The certificate or the ready file cannot be written.
    case unwritable(String)

    /// A seed that is named wrongly is a mistake of usage.
    var exitCode: ExitCode {
        switch self {
        case .unreadableSeed: .validationFailure
        case .unwritable: .failure
        }
    }

    var description: String {
        switch self {
        case .unreadableSeed(let path): "the seed \(path) cannot be read"
        case .unwritable(let path): "\(path) cannot be written"
        }
    }
}

extension EntraDoubleCommand {
    /// Parses and runs, and words failures as all programs of this project do.
    static func main() async {
        do {
            var command = try parse()
            try await command.run()
        } catch let error as SeedError {
            fail(error.description, with: .validationFailure)
        } catch let error as CommandError {
            fail(error.description, with: error.exitCode)
        } catch {
            let code = exitCode(for: error)
            // Help was asked for.
            if code == .success { exit(withError: error) }
            if code == .validationFailure { fail(decapitalized(message(for: error)), with: code) }
            fail("\(error)", with: .failure)
        }
    }

    private static func decapitalized(_ message: String) -> String {
        message.prefix(1).lowercased() + message.dropFirst()
    }

    private static func fail(_ message: String, with code: ExitCode) -> Never {
        let line = Data("entra-double: error: \(message)\n".utf8)
        try? FileHandle.standardError.write(contentsOf: line)
        exit(withError: code)
    }
}
