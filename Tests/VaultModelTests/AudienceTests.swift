import Testing
import VaultModel

@Suite struct AudienceTests {
    @Test(arguments: [
        ("https://api.partner.microsoft.com", "https://api.partner.microsoft.com"),
        ("https://api.partner.microsoft.com/", "https://api.partner.microsoft.com"),
        ("4990cffe-04e8-4e8b-808a-1175604b879f", "https://api.partner.microsoft.com"),
        ("4990CFFE-04E8-4E8B-808A-1175604B879F", "https://api.partner.microsoft.com/"),
        ("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", "https://api.partnercenter.microsoft.com"),
        ("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", "https://partner.partnercenterapi.microsoftonline.cn"),
        ("00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com"),
        ("00000003-0000-0000-c000-000000000000", "https://dod-graph.microsoft.us"),
        ("https://management.core.windows.net/", "https://management.azure.com"),
        ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "https://management.chinacloudapi.cn"),
        ("cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "https://vault.azure.net"),
        ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"),
        ("api://contoso", "api://contoso"),
    ])
    func matches(claim: String, requested: String) {
        #expect(Audience.matches(claim: claim, requested: requested))
    }

    @Test(arguments: [
        ("https://api.partner.microsoft.com", "https://api.partnercenter.microsoft.com"),
        ("4990cffe-04e8-4e8b-808a-1175604b879f", "https://api.partnercenter.microsoft.com"),
        ("https://graph.microsoft.us", "https://graph.microsoft.com"),
        ("https://vault.azure.cn", "https://vault.azure.net"),
        ("https://management.usgovcloudapi.net", "https://management.azure.com"),
        ("https://graph.microsoft.com.evil.example", "https://graph.microsoft.com"),
        ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com"), ("", "https://graph.microsoft.com"),
        ("api://contoso", "api://fabrikam"), ("http://graph.microsoft.com", "https://graph.microsoft.com"),
    ])
    func refuses(claim: String, requested: String) {
        #expect(!Audience.matches(claim: claim, requested: requested))
    }
}
