import Foundation
import ProgramHarness
import Testing

extension Desk {
    /// A desk with tenants of which nobody answers; the secrets of the first `ended` are over, the others in order.
    static func watched(_ names: [String] = ["over", "fine"], ended: Int = 1) throws -> Desk {
        let desk = try Desk()
        let ends = ["2020-01-01T00:00:00Z", String(Date.now.addingTimeInterval(100 * 86_400).ISO8601Format())]
        let rows = names.enumerated().map { index, name in
            #"{"name":"\#(name)","directoryId":"\#(Desk.guid(1, index))","clientId":"\#(Desk.guid(2, index))","#
                + #""secret":"\#(Desk.secret(index))","expires":"\#(ends[index < ended ? 0 : 1])","#
                + #""authority":"http://127.0.0.1:1","graph":"http://127.0.0.1:1"}"#
        }
        try desk.good(["import", "-"], input: rows.joined(separator: "\n"))
        return desk
    }

    /// Writes a program of the shell into the home folder and gives its path.
    func script(_ name: String, _ lines: String, mode: Int = 0o700) throws -> String {
        try home.write(name, "#!/bin/sh\n\(lines)\n", mode: mode)
    }

    func content(_ name: String) throws -> String {
        try String(contentsOfFile: "\(home.path)/\(name)", encoding: .utf8)
    }
}
