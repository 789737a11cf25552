using NodaTime;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>What one writer does to rows that no journal has, within a transaction. Nothing of it is there before the commit.</summary>
public sealed class Changing
{
    readonly List<(string Sql, (string, object?)[] Values)> staged = [];
    readonly List<AuditLine> audit = [];
    readonly Denials.OfWrite denials;

    internal Changing(Reading reading, Instant now, string forUpdate, Denials.OfWrite denials) => (Reading, Now, ForUpdate, this.denials) = (reading, now, forUpdate, denials);

    /// <summary>Looks at what is there, within the transaction.</summary>
    public Reading Reading { get; }

    /// <summary>When this is written down.</summary>
    public Instant Now { get; }

    /// <summary>Notes what was done, or was not allowed; refused, only what was not done is kept.</summary>
    /// <param name="party">In whose audit; empty: nobody's.</param><param name="by">Name of the caller: <c>person:per_…</c>, <c>key:…</c>.</param><param name="action">What it is, as <c>person.invite</c>.</param>
    /// <param name="about">To what or whom, without personal data.</param><param name="outcome">What became of it.</param><param name="space">At which space; empty: none.</param>
    public void Audit(string party, string by, string action, string about, Outcome outcome, string space = "") => audit.Add(new(party, Now, by, action, space, about, outcome));

    /// <summary>Notes a denial that <see cref="Denials.Takes"/> has let through.</summary>
    public void AuditTaken(AuditLine line) => audit.Add(line with { IsTaken = true });

    /// <summary>Whether something is to be gone from the file as well.</summary>
    internal bool Erases { get; set; }

    /// <summary>Behind a selection whose rows nobody else may change until the end of the transaction.</summary>
    internal string ForUpdate { get; }

    /// <summary>Holds a party until the end of the transaction: what is read of it stays as it is.</summary>
    /// <returns>Whether there is such a party.</returns>
    internal async Task<bool> HoldAsync(string party, CancellationToken cancellation) => (await Reading.Command($"select party from party where party = @party{ForUpdate}", ("party", party)).RowsAsync(r => r.Text(0), cancellation)).Count == 1;

    /// <summary>A row to write.</summary>
    internal void Stage(string sql, params (string, object?)[] values) => staged.Add((sql, values));

    /// <summary>Runs what was staged.</summary>
    internal async Task FinishAsync(bool isRefused)
    {
        if (!isRefused)
            foreach (var (sql, values) in staged) await Reading.StageAsync(sql, values, (Count?)null);
        await People.Audit.WriteAsync(Reading, denials.Bounded(audit), isRefused);
    }
}
