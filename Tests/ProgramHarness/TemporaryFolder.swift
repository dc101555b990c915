import Foundation

/// A folder that only this user can enter, and that goes with the object.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        let name = "partner-vault-test-\(UUID().uuidString.lowercased())"
        // Without links on the way: some systems' temporary folder is one.
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file with exactly this mode and gives its path.
    package func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        // A program that another test starts meanwhile would inherit the open file, which then cannot be run itself.
        try Posix.alone { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Makes a symbolic link in the folder.
    package func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// The permissions of a file in the folder.
    package func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
