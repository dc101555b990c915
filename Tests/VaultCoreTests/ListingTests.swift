import Foundation
import Testing
import VaultCore
import VaultModel

@Suite("List and show")
struct ListingTests {
    @Test("An empty vault has an empty list")
    func empty() async throws {
        try await Bench.run { bench in
            let all = try await bench.vault.tenants(.everything)
            #expect(all.isEmpty)
            await expectFailure(.notFound) { _ = try await bench.show("contoso") }
        }
    }

    @Test("A list says of each tenant what showing it alone says")
    func sameAsShow() async throws {
        try await Bench.run(customers: 20) { bench in
            try await bench.add("managers", client: Sample.billing, secret: Sample.billingSecret)
            try await bench.add("contoso") {
                $0.via = "managers"
                $0.notes = "notes"
            }
            for number in 0..<20 {
                try await bench.add("customer \(number)", in: Sample.customer(number), app: "contoso") {
                    $0.tags = [try #require(Tag("t\(number % 3)"))]
                }
            }
            let all = try await bench.vault.tenants(.everything)
            #expect(all.count == 22)
            for report in all {
                #expect(try await bench.show(report.name) == report)
                // Whose application it is, and who manages it, also where those were not selected.
                let isCustomer = report.name.hasPrefix("customer")
                #expect(report.app == (isCustomer ? "contoso" : nil))
                #expect(report.via == (report.name == "managers" ? nil : "managers"))
                #expect(report.clientID == (report.name == "managers" ? Sample.billing : Sample.leads))
            }
            let tagged = try await bench.vault.tenants(TenantSelection(tags: [try #require(Tag("t1"))]))
            #expect(tagged == all.filter { $0.tags == ["t1"] } && tagged.count == 7)
        }
    }

    @Test("Names are sorted as people sort them, and keep their spelling")
    func order() async throws {
        try await Bench.run { bench in
            try await bench.add("b")
            for name in ["C", "a", "Ä", "B2", "ß"] { try await bench.add(name, in: Sample.fabrikam, app: "b") }
            #expect(try await bench.names() == ["a", "b", "B2", "C", "ß", "Ä"])
            // Composed or not, in capitals or not, it is the same name.
            #expect(try await bench.show("a\u{308}").name == "Ä")
        }
    }

    @Test("A credential is usable between its ends")
    func usable() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso") { $0.expiry = .at(Sample.today + 60) }
            #expect(try await bench.show("contoso").credentials.map(\.usable) == [true])
            await bench.advance(by: 61)
            #expect(try await bench.show("contoso").credentials.map(\.usable) == [false])
            try await bench.edit("contoso") { $0.expiry = .never }
            let credential = try #require(try await bench.show("contoso").credentials.first)
            #expect(credential.usable && credential.neverExpires && credential.expires == nil)
        }
    }

    @Test("Another process sees what was written, and nothing that was not")
    func otherProcess() async throws {
        try await Bench.run { bench in
            try await bench.add("contoso")
            try await bench.folder.withVault { other in
                #expect(try await other.tenants(.everything).map(\.name) == ["contoso"])
                try await bench.edit("contoso") { $0.notes = "new" }
                #expect(try await other.tenants(.everything).map(\.notes) == ["new"])
            }
        }
    }
}
