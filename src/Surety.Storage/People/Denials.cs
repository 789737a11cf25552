using System.Globalization;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>
/// What callers tried and may not do, on its way into the audit. The first few of a caller in a minute are noted as they come; what comes on top is counted, and noted as so many more: whoever tries without end
/// costs no write for each. What was counted and not noted yet is lost with the process.
/// </summary>
public sealed class Denials
{
    /// <summary>So many of one caller are noted in a minute, each by itself.</summary>
    public const int Most = 20;

    /// <summary>So many callers and kinds of deeds are told apart while they are counted.</summary>
    const int MostTold = 10_000;

    static readonly Duration Window = Duration.FromMinutes(1);

    readonly Store store;
    readonly Lock counting = new();
    readonly Dictionary<(string Party, string By), (Instant Begun, int Noted)> callers = [];
    readonly Dictionary<(string Party, string By, string Action), (AuditLine Last, int Count)> more = [];

    internal Denials(Store store) => this.store = store;

    /// <summary>Whether one more denial is noted by itself; if not, it is counted here, and costs nothing.</summary>
    /// <param name="line">What would be noted.</param>
    public bool Takes(AuditLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (counting)
        {
            if (callers.Count >= MostTold)
                foreach (var (old, (begun, _)) in callers.ToList())
                    if (line.At - begun >= Window) callers.Remove(old);
            var caller = (line.Party, line.By);
            var (since, noted) = callers.GetValueOrDefault(caller, (line.At, 0));
            if (line.At - since >= Window) (since, noted) = (line.At, 0);
            // Where too many are told apart already, nobody new is.
            if (noted < Most && (callers.ContainsKey(caller) || callers.Count < MostTold))
            {
                callers[caller] = (since, noted + 1);
                return true;
            }
            Add(line, 1);
            return false;
        }
    }

    /// <summary>Counts a denial that was to be noted by itself, and could not be.</summary>
    public void Count(AuditLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (counting) Add(line, 1);
    }

    void Add(AuditLine last, int count)
    {
        var kind = (last.Party, last.By, last.Action);
        if (!more.ContainsKey(kind) && more.Count >= MostTold) kind = (last.Party, "", "");
        var (before, counted) = more.GetValueOrDefault(kind, (last, 0));
        more[kind] = (before.At > last.At ? before : last, counted + count);
    }

    /// <summary>Of one write, which denials are noted by themselves: decided once, however often it is tried. Who only tries to sign in is no caller yet, and bounded by the address.</summary>
    internal sealed class OfWrite(Denials denials)
    {
        readonly List<(AuditLine Line, bool IsNoted)> decided = [];

        /// <summary>The lines of an attempt without the denials that are only counted.</summary>
        public List<AuditLine> Bounded(List<AuditLine> lines)
        {
            if (lines.TrueForAll(IsFree)) return lines;
            var met = 0;
            return lines.FindAll(l =>
            {
                if (IsFree(l)) return true;
                if (met == decided.Count) decided.Add((l, denials.Takes(l)));
                return decided[met++].IsNoted;
            });
        }

        /// <summary>Nothing of it is there, and nobody tries again: what was to be noted is counted.</summary>
        public void Failed()
        {
            foreach (var (line, _) in decided.Where(d => d.IsNoted)) denials.Count(line);
            decided.Clear();
        }
    }

    static bool IsFree(AuditLine line) => line.Outcome != Outcome.Denied || line.IsTaken || line.Action == "session.begin";

    /// <summary>Notes what was counted: so many more of each kind. Where that fails, it is still counted.</summary>
    /// <param name="party">Only in the audit of this party; <c>null</c>: in all.</param><param name="cancellation">Before it has begun: what was begun is finished, since nobody could tell what became of it.</param>
    public async Task SettleAsync(string? party, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        List<KeyValuePair<(string Party, string By, string Action), (AuditLine Last, int Count)>> due;
        lock (counting)
        {
            due = more.Where(m => party is null || m.Key.Party == party).ToList();
            foreach (var (kind, _) in due) more.Remove(kind);
        }
        if (due.Count == 0) return;
        try
        {
            await store.ChangeAsync(new Access.All(), changing =>
            {
                foreach (var ((of, by, action), (last, count)) in due)
                    changing.AuditTaken(new(of, last.At, by.Length > 0 ? by : "several", action.Length > 0 ? action : "several", "", $"{count.ToString(CultureInfo.InvariantCulture)} more like it", Outcome.Denied));
                return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
            }, CancellationToken.None);
        }
        catch
        {
            lock (counting)
                foreach (var (kind, (last, count)) in due) Add(last with { Party = kind.Party, By = kind.By, Action = kind.Action }, count);
            throw;
        }
    }
}
