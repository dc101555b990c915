import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite struct CSVImportTests {
    @Test func readsRows() throws {
        let content = """
            name,directoryId,clientId,app,secret,keyId,expires,cloud,authority,graph,endpoint,resource,tags,via,owner,notes
            "Contoso, Ltd",\(directory),\(client),,"X""y,1~",,2027-03-01,,,,,,EU  customer ,,Ada,"two
            lines"
            customer,contoso.example,,"Contoso, Ltd",,,,,,,,graph,,,,

            """
        let imported = try importing(content) { row in
            "\(row.line):\(row.name)=\(text(row)) \(row.tags) \(row.app?.description ?? "-") \(row.notes ?? "-")"
        }
        #expect(imported.refusals.isEmpty)
        #expect(
            imported.rows == [
                "2:Contoso, Ltd=X\"y,1~ [eu, customer] - two\nlines", "4:customer=- [] Contoso, Ltd -",
            ]
        )
    }

    @Test func goesOnAfterARefusal() throws {
        let content = """
            name,directoryId,clientId,secret
            a,d.example,\(client),s
            b,d.example,\(client)
            c,d.example,x,s
            ,d.example,\(client),s
            e,d.example,\(client),
            f,d.example,\(client),"s"
            g,d.example,\(client),s"
            h,d.example,\(client),s
            """
        let imported = try importing(content)
        #expect(imported.rows == ["2:a=s", "7:f=s"])
        #expect(
            imported.refusals == [
                ImportRefusal(line: 3, .csv(.fieldCount(expected: 4, found: 3))),
                ImportRefusal(line: 4, .invalid(.client)), ImportRefusal(line: 5, .missing(.name)),
                ImportRefusal(line: 6, .missing(.secret)), ImportRefusal(line: 8, .csv(.strayQuote)),
            ]
        )
    }

    @Test(
        arguments: [
            ("", .csv(.noHeader)), ("directoryId,app\n", .missing(.name)), ("name,app\n", .missing(.directory)),
            ("name,directoryId,clientid\n", .unknown(name: "clientid")),
            ("name,directoryId,Xy1~secret\n", .unknown(name: nil)),
            ("name,directoryId,name\n", .csv(.duplicateColumn("name"))), ("name;directoryId;app\n", .missing(.name)),
            ("contoso,\(directory),\(client),Xy1~\n", .missing(.name)),
        ] as [(String, ImportRefusal.Reason)]
    )
    func refusesTheHeader(content: String, reason: ImportRefusal.Reason) throws {
        #expect(try importing(content, as: .csv).refusals == [ImportRefusal(line: 1, reason)])
    }

    @Test func aSecretWithSpacesIsKeptAsItIs() throws {
        let imported = try importing("name,directoryId,clientId,secret\na,d.example,\(client), s \n")
        #expect(imported.rows == ["2:a= s "])
    }
}
