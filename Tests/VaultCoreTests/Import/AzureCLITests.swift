import Testing
import VaultCore
import VaultCrypto
import VaultModel

@Suite struct AzureCLITests {
    @Test func readsWhatCreatePrints() throws {
        let content = """
            {
              "appId": "\(client)",
              "displayName": "pv-demo",
              "password": "Xy1~",
              "tenant": "\(directory)"
            }
            """
        let imported = try importing(content) { row in
            "\(row.line) \(row.name) \(row.directory) \(row.client?.description ?? "") \(text(row))"
        }
        #expect(imported.rows == ["1 pv-demo \(directory) \(client) Xy1~"])
    }

    @Test func readsAnArrayAndNamesByApplicationElse() throws {
        let reset = #"{"appId":"\#(client)","password":"s","tenant":"\#(directory)"}"#
        let imported = try importing("[\n\(reset),\n7,\n{},\n\(reset)\n]")
        #expect(imported.rows == ["2:\(client)=s", "5:\(client)=s"])
        #expect(
            imported.refusals == [ImportRefusal(line: 1, .notAnObject), ImportRefusal(line: 4, .missing(.name))]
        )
    }

    @Test(
        arguments: [
            (#""displayName":"d","tenant":"\#(directory)","password":"s""#, .missing(.client)),
            (#""appId":"\#(client)","password":"s""#, .missing(.directory)),
            (#""appId":"\#(client)","tenant":"\#(directory)""#, .missing(.secret)),
            (#""appId":"\#(client)","tenant":"\#(directory)","password":null"#, .missing(.secret)),
            (
                #""appId":"\#(client)","tenant":"\#(directory)","fileWithCertAndPrivateKey":"x.pem""#,
                .certificate
            ),
            (#""appId":"\#(client)","clientSecret":"s""#, .unknown(name: "clientSecret")),
            (#""appId":7,"tenant":"\#(directory)","password":"s""#, .invalid(.client)),
        ] as [(String, ImportRefusal.Reason)]
    )
    func refuses(members: String, reason: ImportRefusal.Reason) throws {
        #expect(try importing("{\(members)}", as: .az).refusals == [ImportRefusal(line: 1, reason)])
    }

    @Test(arguments: ["", "[", "{}{}", "az: command not found", #"[{"password":1}]"#])
    func refusesOtherText(content: String) throws {
        let imported = try importing(content, as: .az)
        #expect(imported.rows.isEmpty)
        #expect(imported.refusals.count == 1)
    }

    @Test func anEmptyArrayIsNothing() throws {
        #expect(try importing("[]").refusals.isEmpty)
    }
}
