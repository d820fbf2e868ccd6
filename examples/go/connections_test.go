package onboarding

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// startMock starts a mock of this test's own, which ends with the test, and returns a client of it.
func startMock(t *testing.T) Client {
	t.Parallel()
	server := exec.Command("fivetran-mock", "serve", "--port", "0")
	output, err := server.StdoutPipe()
	if err = server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	line, _ := bufio.NewReader(output).ReadString('\n') // listening on http://127.0.0.1:40123
	return Client{strings.TrimSpace(strings.TrimPrefix(line, "listening on ")), "key", "secret"}
}

// step calls the mock's own API, and fails the test with the sentence of a refusal.
func step(t *testing.T, client Client, name string, arguments map[string]any) {
	t.Helper()
	body, _ := json.Marshal(arguments)
	answer, err := http.Post(client.BaseURL+"/__mock__/"+name, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var refusal struct{ Message string }
	if answer.StatusCode != 200 {
		json.NewDecoder(answer.Body).Decode(&refusal)
		t.Fatal(name, ": ", refusal.Message)
	}
}

func create(t *testing.T, client Client) Connection {
	t.Helper()
	made, err := client.Create("kim")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestConnectionIsCreated(t *testing.T) {
	client := startMock(t)
	create(t, client)
	step(t, client, "assert-created", map[string]any{"wanted": map[string]any{"schema": "kim"}})
	step(t, client, "no-refusals", map[string]any{})
}

func TestSyncEnds(t *testing.T) {
	client := startMock(t)
	made := create(t, client)
	step(t, client, "advance", map[string]any{"hours": 1})
	found, err := client.Get(made.ID)
	if err != nil || found.SucceededAt == nil {
		t.Fatal("no sync has succeeded: ", err)
	}
}

func TestSetupFails(t *testing.T) {
	client := startMock(t)
	step(t, client, "script-setup-tests", map[string]any{"status": "FAILED", "times": 1})
	if made := create(t, client); made.Status.SetupState == "connected" {
		t.Fatal("the connection is connected")
	}
	step(t, client, "assert-used", map[string]any{})
}

func TestFailureIsReported(t *testing.T) {
	client := startMock(t)
	step(t, client, "faults", map[string]any{"operation": "create_connection", "status": 503, "exactly": 1})
	if _, err := client.Create("kim"); err == nil || !strings.Contains(err.Error(), "503") {
		t.Fatal("not 503: ", err)
	}
	create(t, client)
	step(t, client, "assert-called", map[string]any{"operation": "create_connection", "times": 2})
}
