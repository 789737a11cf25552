using Surety.Web.Api;

namespace Surety.Web;

/// <summary>Everything that the server does, in the order in which it is described.</summary>
public static class Operations
{
    /// <summary>All of it.</summary>
    public static IReadOnlyList<Operation> All { get; } = [
        .. Running.HealthApi.All,
        .. DescriptionApi.All,
        .. People.PeopleApi.All,
        .. People.SessionsApi.All,
        .. People.InvitationPage.All,
        .. People.PasskeysApi.All,
        .. People.KeysApi.All,
        .. People.AuditApi.All,
        .. People.RetentionApi.All,
        .. Agreements.AgreementsApi.All,
        .. Agreements.SigningApi.All,
        .. Agreements.TermApi.All,
        .. Agreements.UpgradesApi.All,
        .. Agreements.DraftsApi.All,
        .. Agreements.TextPages.All,
        .. Facts.FactsApi.All,
        .. Exclusions.ProposalsApi.All,
        .. Statements.PortfolioApi.All,
        .. Statements.FiguresApi.All,
        .. Statements.StatementsApi.All,
        .. Statements.StandingPages.All,
        .. Statements.LevelPages.All,
        .. Statements.BacktestPages.All,
        .. Statements.CreditsPages.All,
        .. Statements.BacktestsApi.All,
        .. Records.RecordsApi.All,
        .. Records.RecordPages.All,
        .. Statements.QueuePages.All,
        .. Statements.StatementPages.All,
        .. Portfolio.PortfolioPages.All,
        .. Shell.PageFiles.Operations,
        .. Shell.LanguagePage.All,
        .. Shell.LivePages.All,
        .. Shell.DesignPages.All,
        .. Glossary.GlossaryPages.All,
        .. People.SignInPages.All,
        .. People.PeoplePages.All,
        .. Exclusions.ProposalPages.All,
        .. Exclusions.EvidencePages.All,
        .. Facts.SourcesPages.All,
        .. Facts.FactsPages.All,
        .. Facts.DutyPages.All,
    ];
}
